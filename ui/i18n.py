"""Words of the app in the language of its user.

Every text goes through :func:`tr` as a whole sentence with named gaps, never put together from pieces. German is in
``translations/de.ts``, compiled to ``de.qm``; a test compares both with the source.
"""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

CONTEXT = "LatencyLab"
LANGUAGES = {"en": "English", "de": "Deutsch"}
_FOLDER = Path(__file__).with_name("translations")
_installed: list[QTranslator] = []


def tr(text: str, count: int = -1) -> str:
    """``text`` in the user's language; with ``count``, the plural form for it and the number in place of ``%n``."""
    return QCoreApplication.translate(CONTEXT, text, None, count)


def noop(text: str) -> str:
    """Marks a text that is translated where it is shown."""
    return text


def language() -> str:
    """The language that the app speaks, a key of :data:`LANGUAGES`."""
    return _installed[-1].language() if _installed else "en"


def install(app: QCoreApplication, language: str) -> None:
    """Speak ``language`` (``system``, or a key of :data:`LANGUAGES`) from here on."""
    name = QLocale.system().name()[:2] if language == "system" else language
    QLocale.setDefault(QLocale.system() if language == "system" else QLocale(name))
    while _installed:
        app.removeTranslator(_installed.pop())
    for plain in (name, "en"):
        translator = QTranslator(app)
        if translator.load(str(_FOLDER / f"{plain}.qm")):
            app.installTranslator(translator)
            _installed.append(translator)
            return
