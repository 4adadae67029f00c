<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>LatencyLab</name>
    <message>
      <source>Play</source>
      <translation>Spielen</translation>
    </message>
    <message>
      <source>Live</source>
      <translation>Live</translation>
    </message>
    <message>
      <source>Wi-Fi</source>
      <translation>WLAN</translation>
    </message>
    <message>
      <source>Path</source>
      <translation>Weg</translation>
    </message>
    <message>
      <source>Bandwidth</source>
      <translation>Bandbreite</translation>
    </message>
    <message>
      <source>Servers</source>
      <translation>Server</translation>
    </message>
    <message>
      <source>History</source>
      <translation>Verlauf</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <source>Measure</source>
      <translation>Messen</translation>
    </message>
    <message>
      <source>Find out why it lags</source>
      <translation>Herausfinden, warum es hakt</translation>
    </message>
    <message>
      <source>The whole diagnosis, once</source>
      <translation>Die ganze Diagnose, einmal</translation>
    </message>
    <message>
      <source>Watch until stopped</source>
      <translation>Beobachten bis zum Anhalten</translation>
    </message>
    <message>
      <source>Measure until told to stop</source>
      <translation>Misst, bis angehalten wird</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Anhalten</translation>
    </message>
    <message>
      <source>End the measurement; what was measured stays</source>
      <translation>Beendet die Messung; Gemessenes bleibt</translation>
    </message>
    <message>
      <source>Mark: it lagged now</source>
      <translation>Marke: es hakt</translation>
    </message>
    <message>
      <source>Puts a mark into the measurement</source>
      <translation>Setzt eine Marke in die Messung</translation>
    </message>
    <message>
      <source>Hold or follow the plot</source>
      <translation>Diagramm festhalten oder mitlaufen lassen</translation>
    </message>
    <message>
      <source>The measurement goes on meanwhile</source>
      <translation>Die Messung läuft derweil weiter</translation>
    </message>
    <message>
      <source>Open a recording or report …</source>
      <translation>Aufzeichnung oder Bericht öffnen …</translation>
    </message>
    <message>
      <source>Shows an earlier measurement</source>
      <translation>Zeigt eine frühere Messung</translation>
    </message>
    <message>
      <source>Watch in the background</source>
      <translation>Im Hintergrund beobachten</translation>
    </message>
    <message>
      <source>Few probes; a notice when it lags</source>
      <translation>Wenige Pakete; ein Hinweis, wenn es hakt</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>Ausgeben</translation>
    </message>
    <message>
      <source>Report as PDF …</source>
      <translation>Bericht als PDF …</translation>
    </message>
    <message>
      <source>For a provider's support</source>
      <translation>Für den Kundendienst des Anbieters</translation>
    </message>
    <message>
      <source>Samples as CSV …</source>
      <translation>Messwerte als CSV …</translation>
    </message>
    <message>
      <source>One row a probe</source>
      <translation>Eine Zeile je Paket</translation>
    </message>
    <message>
      <source>Report as JSON …</source>
      <translation>Bericht als JSON …</translation>
    </message>
    <message>
      <source>For scripts</source>
      <translation>Für Programme</translation>
    </message>
    <message>
      <source>Report as Markdown …</source>
      <translation>Bericht als Markdown …</translation>
    </message>
    <message>
      <source>For a forum</source>
      <translation>Für ein Forum</translation>
    </message>
    <message>
      <source>Copy as text</source>
      <translation>Als Text kopieren</translation>
    </message>
    <message>
      <source>For a forum; addresses are hidden</source>
      <translation>Für ein Forum; Adressen sind verborgen</translation>
    </message>
    <message>
      <source>Copy as picture</source>
      <translation>Als Bild kopieren</translation>
    </message>
    <message>
      <source>What this page shows</source>
      <translation>Was diese Seite zeigt</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Ansicht</translation>
    </message>
    <message>
      <source>Zoom in</source>
      <translation>Vergrößern</translation>
    </message>
    <message>
      <source>A shorter time</source>
      <translation>Eine kürzere Zeit</translation>
    </message>
    <message>
      <source>Zoom out</source>
      <translation>Verkleinern</translation>
    </message>
    <message>
      <source>A longer time</source>
      <translation>Eine längere Zeit</translation>
    </message>
    <message>
      <source>Menu</source>
      <translation>Menü</translation>
    </message>
    <message>
      <source>Opens this menu</source>
      <translation>Öffnet dieses Menü</translation>
    </message>
    <message>
      <source>Help</source>
      <translation>Hilfe</translation>
    </message>
    <message>
      <source>Shortcuts</source>
      <translation>Tastenkürzel</translation>
    </message>
    <message>
      <source>All keys on one page</source>
      <translation>Alle Tasten auf einer Seite</translation>
    </message>
    <message>
      <source>Guide</source>
      <translation>Einführung</translation>
    </message>
    <message>
      <source>What do you play, and where?</source>
      <translation>Was spielen Sie, und wo?</translation>
    </message>
    <message>
      <source>About LatencyLab</source>
      <translation>Über LatencyLab</translation>
    </message>
    <message>
      <source>Version and licences</source>
      <translation>Version und Lizenzen</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>Beenden</translation>
    </message>
    <message>
      <source>Ends the measurement too</source>
      <translation>Beendet auch die Messung</translation>
    </message>
    <message>
      <source>Recordings and reports (*.llrec *.json);;All files (*)</source>
      <translation>Aufzeichnungen und Berichte (*.llrec *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
      <source>Open a recording or report</source>
      <translation>Aufzeichnung oder Bericht öffnen</translation>
    </message>
    <message>
      <source>Stop the measurement first; then the recording can be opened.</source>
      <translation>Bitte erst die Messung anhalten; dann kann die Aufzeichnung geöffnet werden.</translation>
    </message>
    <message>
      <source>Nothing was measured yet, so there is nothing to export.</source>
      <translation>Es wurde noch nichts gemessen, also gibt es nichts auszugeben.</translation>
    </message>
    <message>
      <source>Nothing was measured yet, so there is nothing to copy.</source>
      <translation>Es wurde noch nichts gemessen, also gibt es nichts zu kopieren.</translation>
    </message>
    <message>
      <source>PDF (*.pdf)</source>
      <translation>PDF (*.pdf)</translation>
    </message>
    <message>
      <source>CSV (*.csv)</source>
      <translation>CSV (*.csv)</translation>
    </message>
    <message>
      <source>JSON (*.json)</source>
      <translation>JSON (*.json)</translation>
    </message>
    <message>
      <source>Markdown (*.md)</source>
      <translation>Markdown-Datei (*.md)</translation>
    </message>
    <message>
      <source>Written: {path}</source>
      <translation>Geschrieben: {path}</translation>
    </message>
    <message>
      <source>exit status {status}</source>
      <translation>Rückgabewert {status}</translation>
    </message>
    <message>
      <source>Could not be written: {reason}</source>
      <translation>Konnte nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
      <source>The service decides what the connection must be able to do.</source>
      <translation>Der Dienst bestimmt, was die Verbindung können muss.</translation>
    </message>
    <message>
      <source>The server that you play on. Its distance sets the least delay there is.</source>
      <translation>Der Server, auf dem Sie spielen. Seine Entfernung setzt die kleinste mögliche Verzögerung.</translation>
    </message>
    <message>
      <source>Welcome</source>
      <translation>Willkommen</translation>
    </message>
    <message>
      <source>What do you play?</source>
      <translation>Was spielen Sie?</translation>
    </message>
    <message>
      <source>Where?</source>
      <translation>Wo?</translation>
    </message>
    <message>
      <source>Skip</source>
      <translation>Überspringen</translation>
    </message>
    <message>
      <source>Back</source>
      <translation>Zurück</translation>
    </message>
    <message>
      <source>Next</source>
      <translation>Weiter</translation>
    </message>
    <message>
      <source>Something else</source>
      <translation>Etwas anderes</translation>
    </message>
    <message>
      <source>I will name it later (a trial on this computer)</source>
      <translation>Ich nenne ihn später (Versuch auf diesem Rechner)</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>Fertig</translation>
    </message>
    <message>
      <source>Versions and licences</source>
      <translation>Versionen und Lizenzen</translation>
    </message>
    <message>
      <source>LatencyLab is free software under the MIT licence. It uses:</source>
      <translation>LatencyLab ist freie Software unter der MIT-Lizenz. Es verwendet:</translation>
    </message>
    <message>
      <source>Nothing leaves this computer but the probes that you ask for.</source>
      <translation>Nichts verlässt diesen Rechner außer den Messpaketen, die Sie wünschen.</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>← →, + −</source>
      <translation>← →, + −</translation>
    </message>
    <message>
      <source>On a plot: move and zoom along time</source>
      <translation>In einem Diagramm: entlang der Zeit bewegen und vergrößern</translation>
    </message>
    <message>
      <source>Shift + ← →</source>
      <translation>Umschalt + ← →</translation>
    </message>
    <message>
      <source>On a plot: select a time span</source>
      <translation>In einem Diagramm: eine Zeitspanne auswählen</translation>
    </message>
    <message>
      <source>End</source>
      <translation>Ende</translation>
    </message>
    <message>
      <source>On a plot: follow the newest sample</source>
      <translation>In einem Diagramm: dem neuesten Wert folgen</translation>
    </message>
    <message>
      <source>What it does</source>
      <translation>Was es tut</translation>
    </message>
    <message>
      <source>Keys</source>
      <translation>Tasten</translation>
    </message>
    <message>
      <source>Measuring engine {version}</source>
      <translation>Messprogramm {version}</translation>
    </message>
    <message>
      <source>it was killed</source>
      <translation>es wurde abgeschossen</translation>
    </message>
    <message>
      <source>Better by {change} {unit}, where {low} to {high} was expected ({metric}).</source>
      <translation>Um {change} {unit} besser; erwartet waren {low} bis {high} ({metric}).</translation>
    </message>
    <message>
      <source>Not better: worse by {change} {unit}, where a gain of {low} to {high} was expected ({metric}).</source>
      <translation>Nicht besser: um {change} {unit} schlechter; erwartet war ein Gewinn von {low} bis {high} ({metric}).</translation>
    </message>
    <message>
      <source>Measured once each, so chance is in it.</source>
      <translation>Je nur einmal gemessen, also auch vom Zufall bestimmt.</translation>
    </message>
    <message>
      <source>Measuring once more …</source>
      <translation>Es wird noch einmal gemessen …</translation>
    </message>
    <message>
      <source>Measured before and after</source>
      <translation>Vorher und nachher gemessen</translation>
    </message>
    <message>
      <source>What this improves ({metric}) was not measured both times, so there is no answer.</source>
      <translation>Was das verbessert ({metric}), wurde nicht beide Male gemessen; daher gibt es keine Antwort.</translation>
    </message>
    <message>
      <source>{value} h</source>
      <translation>{value} h</translation>
    </message>
    <message>
      <source>{value} ms</source>
      <translation>{value} ms</translation>
    </message>
    <message>
      <source>{value} %</source>
      <translation>{value} %</translation>
    </message>
    <message>
      <source>{value} MB</source>
      <translation>{value} MB</translation>
    </message>
    <message>
      <source>{value} s</source>
      <translation>{value} s</translation>
    </message>
    <message>
      <source>{value} min</source>
      <translation>{value} min</translation>
    </message>
    <message>
      <source>idle</source>
      <translation>Ruhe</translation>
    </message>
    <message>
      <source>Idle {idle}; a download adds {down}, an upload {up}.</source>
      <translation>In Ruhe {idle}; ein Herunterladen fügt {down} hinzu, ein Hochladen {up}.</translation>
    </message>
    <message>
      <source>Throughput over time</source>
      <translation>Durchsatz über der Zeit</translation>
    </message>
    <message>
      <source>Round-trip times over time, with the load</source>
      <translation>Umlaufzeiten über der Zeit, mit der Last</translation>
    </message>
    <message>
      <source>Download</source>
      <translation>Herunterladen</translation>
    </message>
    <message>
      <source>Payload of TCP, without the warm-up.</source>
      <translation>Nutzdaten von TCP, ohne das Anlaufen.</translation>
    </message>
    <message>
      <source>Upload</source>
      <translation>Hochladen</translation>
    </message>
    <message>
      <source>Download adds</source>
      <translation>Herunterladen fügt hinzu</translation>
    </message>
    <message>
      <source>How much later replies come while a download fills the line.</source>
      <translation>Um wie viel später Antworten kommen, während ein Herunterladen die Leitung füllt.</translation>
    </message>
    <message>
      <source>Upload adds</source>
      <translation>Hochladen fügt hinzu</translation>
    </message>
    <message>
      <source>How much later replies come while an upload fills the line.</source>
      <translation>Um wie viel später Antworten kommen, während ein Hochladen die Leitung füllt.</translation>
    </message>
    <message>
      <source>Responsiveness</source>
      <translation>Reaktionsfreude</translation>
    </message>
    <message>
      <source>Round trips a minute under load (IETF responsiveness draft).</source>
      <translation>Umläufe je Minute unter Last (IETF-Entwurf zu Responsiveness).</translation>
    </message>
    <message>
      <source>Bandwidth and latency under load</source>
      <translation>Bandbreite und Verzögerung unter Last</translation>
    </message>
    <message>
      <source>Not measured</source>
      <translation>Nicht gemessen</translation>
    </message>
    <message>
      <source>round trips/min</source>
      <translation>Umläufe/min</translation>
    </message>
    <message>
      <source>The rate did not hold still long enough to be certain of it.</source>
      <translation>Die Rate blieb nicht lange genug gleich, um ihrer sicher zu sein.</translation>
    </message>
    <message>
      <source>Throughput, Mbit/s</source>
      <translation>Durchsatz, Mbit/s</translation>
    </message>
    <message>
      <source>Round-trip time meanwhile, ms</source>
      <translation>Umlaufzeit währenddessen, ms</translation>
    </message>
    <message>
      <source>By {backend}, {server}</source>
      <translation>Durch {backend}, {server}</translation>
    </message>
    <message>
      <source>Here you will see what the line carries both ways and how much later packets come while it is full: a download next door is the most frequent reason for lag. It loads the line for some 15 s and uses at most {amount}.</source>
      <translation>Hier sehen Sie, was die Leitung in beide Richtungen trägt und um wie viel später Pakete kommen, während sie voll ist: Ein Herunterladen nebenan ist der häufigste Grund für Haken. Die Leitung wird etwa 15 s lang belastet; dabei fallen höchstens {amount} an.</translation>
    </message>
    <message>
      <source>Bandwidth could not be measured</source>
      <translation>Die Bandbreite konnte nicht gemessen werden</translation>
    </message>
    <message>
      <source>Phase</source>
      <translation>Phase</translation>
    </message>
    <message>
      <source>Mbit/s</source>
      <translation>Mbit/s</translation>
    </message>
    <message>
      <source>95 % interval</source>
      <translation>95-%-Bereich</translation>
    </message>
    <message>
      <source>Median, ms</source>
      <translation>Median, ms</translation>
    </message>
    <message>
      <source>p95, ms</source>
      <translation>p95, ms</translation>
    </message>
    <message>
      <source>Added, ms</source>
      <translation>Dazu, ms</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>Daten</translation>
    </message>
    <message>
      <source>In figures</source>
      <translation>In Zahlen</translation>
    </message>
    <message>
      <source>Loading the line: {phase}</source>
      <translation>Die Leitung wird belastet: {phase}</translation>
    </message>
    <message>
      <source>Bandwidth is left out</source>
      <translation>Die Bandbreite wird ausgelassen</translation>
    </message>
    <message>
      <source>It is switched off in the settings.</source>
      <translation>Das ist in den Einstellungen ausgeschaltet.</translation>
    </message>
    <message>
      <source>Grade under load: {grade}</source>
      <translation>Note unter Last: {grade}</translation>
    </message>
    <message>
      <source>Used {amount}</source>
      <translation>Verbraucht: {amount}</translation>
    </message>
    <message>
      <source>Packets wait in the queue of: {name}.</source>
      <translation>Die Pakete warten in der Warteschlange von: {name}.</translation>
    </message>
    <message>
      <source>Measuring the idle line first …</source>
      <translation>Zuerst wird die ruhende Leitung gemessen …</translation>
    </message>
    <message>
      <source>Bandwidth was not measured yet</source>
      <translation>Die Bandbreite wurde noch nicht gemessen</translation>
    </message>
    <message numerus="yes">
      <source>Delete %n measurement(s) for good?</source>
      <translation>
        <numerusform>%n Messung endgültig löschen?</numerusform>
        <numerusform>%n Messungen endgültig löschen?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n measurement(s), in {count} of 24 hours; a pattern shows only with many.</source>
      <translation>
        <numerusform>%n Messung, in {count} von 24 Stunden; ein Muster zeigt sich erst mit vielen.</numerusform>
        <numerusform>%n Messungen, in {count} von 24 Stunden; ein Muster zeigt sich erst mit vielen.</numerusform>
      </translation>
    </message>
    <message>
      <source>{hour}:00: ping {ping} ms, jitter {jitter} ms</source>
      <translation>{hour}:00: Ping {ping} ms, Jitter {jitter} ms</translation>
    </message>
    <message>
      <source>cable</source>
      <translation>Kabel</translation>
    </message>
    <message>
      <source>mobile</source>
      <translation>Mobilfunk</translation>
    </message>
    <message>
      <source>VPN</source>
      <translation>VPN</translation>
    </message>
    <message>
      <source>Search server, verdict, advice or note</source>
      <translation>Server, Urteil, Rat oder Notiz suchen</translation>
    </message>
    <message>
      <source>Search the history</source>
      <translation>Den Verlauf durchsuchen</translation>
    </message>
    <message>
      <source>Import …</source>
      <translation>Einlesen …</translation>
    </message>
    <message>
      <source>Earlier measurements</source>
      <translation>Frühere Messungen</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <source>Compare two</source>
      <translation>Zwei vergleichen</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
    <message>
      <source>Note, such as: with the cable</source>
      <translation>Notiz, etwa: mit dem Kabel</translation>
    </message>
    <message>
      <source>Note on the chosen measurement</source>
      <translation>Notiz zur gewählten Messung</translation>
    </message>
    <message>
      <source>Trend by hour of the day</source>
      <translation>Verlauf nach Tagesstunde</translation>
    </message>
    <message>
      <source>Every measurement is kept here, on this computer only, so that you can see what a change brought.</source>
      <translation>Jede Messung wird hier aufgehoben, nur auf diesem Rechner, damit Sie sehen, was eine Änderung gebracht hat.</translation>
    </message>
    <message>
      <source>Comparing …</source>
      <translation>Vergleiche …</translation>
    </message>
    <message>
      <source>Import a report or a recording</source>
      <translation>Bericht oder Aufzeichnung einlesen</translation>
    </message>
    <message>
      <source>A report or a recording</source>
      <translation>Ein Bericht oder eine Aufzeichnung</translation>
    </message>
    <message>
      <source>Nothing was measured yet</source>
      <translation>Es wurde noch nichts gemessen</translation>
    </message>
    <message>
      <source>being measured</source>
      <translation>wird gemessen</translation>
    </message>
    <message>
      <source>was cut off</source>
      <translation>wurde abgebrochen</translation>
    </message>
    <message>
      <source>Server</source>
      <translation>Server</translation>
    </message>
    <message>
      <source>When</source>
      <translation>Wann</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>Länge</translation>
    </message>
    <message>
      <source>By</source>
      <translation>Über</translation>
    </message>
    <message>
      <source>Score</source>
      <translation>Wertung</translation>
    </message>
    <message>
      <source>Ping, ms</source>
      <translation>Ping, ms</translation>
    </message>
    <message>
      <source>Jitter, ms</source>
      <translation>Jitter, ms</translation>
    </message>
    <message>
      <source>Loss</source>
      <translation>Verlust</translation>
    </message>
    <message>
      <source>Verdict</source>
      <translation>Urteil</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>Notiz</translation>
    </message>
    <message>
      <source>The history cannot be read</source>
      <translation>Der Verlauf kann nicht gelesen werden</translation>
    </message>
    <message>
      <source>They could not be compared.</source>
      <translation>Sie konnten nicht verglichen werden.</translation>
    </message>
    <message>
      <source>Ping</source>
      <translation>Ping</translation>
    </message>
    <message>
      <source>Jitter</source>
      <translation>Jitter</translation>
    </message>
    <message>
      <source>Local time</source>
      <translation>Ortszeit</translation>
    </message>
    <message>
      <source>Earlier measurements, newest first</source>
      <translation>Frühere Messungen, neueste zuerst</translation>
    </message>
    <message>
      <source>By hour of the day, ms (medians)</source>
      <translation>Nach Tagesstunde, ms (Mediane)</translation>
    </message>
    <message>
      <source>Here you will see the round-trip time of every server, of your router and of your provider's first hop on one time axis, with lost packets, spikes and what caused them.</source>
      <translation>Hier sehen Sie die Umlaufzeit zu jedem Server, zu Ihrem Router und zur ersten Station Ihres Anbieters auf einer Zeitachse, mit verlorenen Paketen, Spitzen und deren Ursachen.</translation>
    </message>
    <message>
      <source>Time span</source>
      <translation>Zeitspanne</translation>
    </message>
    <message>
      <source>Whole measurement</source>
      <translation>Ganze Messung</translation>
    </message>
    <message>
      <source>Hold</source>
      <translation>Festhalten</translation>
    </message>
    <message>
      <source>Watch</source>
      <translation>Beobachten</translation>
    </message>
    <message>
      <source>Round-trip time, ms</source>
      <translation>Umlaufzeit, ms</translation>
    </message>
    <message>
      <source>Round-trip times over time</source>
      <translation>Umlaufzeiten über der Zeit</translation>
    </message>
    <message>
      <source>Distribution of the round-trip times</source>
      <translation>Verteilung der Umlaufzeiten</translation>
    </message>
    <message>
      <source>In view</source>
      <translation>Im Bild</translation>
    </message>
    <message>
      <source>Figures of the time in view</source>
      <translation>Zahlen zur Zeit im Bild</translation>
    </message>
    <message>
      <source>Selected: {time}</source>
      <translation>Ausgewählt: {time}</translation>
    </message>
    <message>
      <source>In view: {time}</source>
      <translation>Im Bild: {time}</translation>
    </message>
    <message numerus="yes">
      <source>%n target(s) · {rate} Hz · {time}</source>
      <translation>
        <numerusform>%n Ziel · {rate} Hz · {time}</numerusform>
        <numerusform>%n Ziele · {rate} Hz · {time}</numerusform>
      </translation>
    </message>
    <message>
      <source>● ▲ ■ spike: home, access line, route   | lost</source>
      <translation>● ▲ ■ Spitze: zu Hause, Anschluss, Strecke   | verloren</translation>
    </message>
    <message>
      <source>Key: M</source>
      <translation>Taste: M</translation>
    </message>
    <message>
      <source>Key: Space</source>
      <translation>Taste: Leertaste</translation>
    </message>
    <message>
      <source>● Measuring</source>
      <translation>● Misst</translation>
    </message>
    <message>
      <source>■ Ended</source>
      <translation>■ Beendet</translation>
    </message>
    <message>
      <source>Show or hide</source>
      <translation>Zeigen oder verbergen</translation>
    </message>
    <message>
      <source>Follow</source>
      <translation>Mitlaufen</translation>
    </message>
    <message>
      <source>Starting …</source>
      <translation>Beginnt …</translation>
    </message>
    <message>
      <source>The first replies are on their way.</source>
      <translation>Die ersten Antworten sind unterwegs.</translation>
    </message>
    <message>
      <source>Nothing is being measured</source>
      <translation>Es wird nichts gemessen</translation>
    </message>
    <message>
      <source>Share of replies within so many ms</source>
      <translation>Antworten innerhalb so vieler ms</translation>
    </message>
    <message>
      <source>Not measuring</source>
      <translation>Misst nicht</translation>
    </message>
    <message>
      <source>Last {time}</source>
      <translation>Letzte {time}</translation>
    </message>
    <message>
      <source>{name}: median {median}, 99th percentile {p99}, loss {loss}</source>
      <translation>{name}: Median {median}, 99. Perzentil {p99}, Verlust {loss}</translation>
    </message>
    <message numerus="yes">
      <source>%n probe(s) sent late</source>
      <translation>
        <numerusform>%n Paket zu spät gesendet</numerusform>
        <numerusform>%n Pakete zu spät gesendet</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n left out</source>
      <translation>
        <numerusform>%n ausgelassen</numerusform>
        <numerusform>%n ausgelassen</numerusform>
      </translation>
    </message>
    <message>
      <source>No samples yet</source>
      <translation>Noch keine Messwerte</translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s (%n seen).</source>
      <translation>
        <numerusform>Ein Stillstand alle {period} s (%n gesehen).</numerusform>
        <numerusform>Ein Stillstand alle {period} s (%n gesehen).</numerusform>
      </translation>
    </message>
    <message>
      <source>path changed</source>
      <translation>Weg geändert</translation>
    </message>
    <message>
      <source>Target</source>
      <translation>Ziel</translation>
    </message>
    <message>
      <source>Median</source>
      <translation>Median</translation>
    </message>
    <message>
      <source>Half of the replies came within this, ms</source>
      <translation>Die Hälfte der Antworten kam innerhalb dieser Zeit, ms</translation>
    </message>
    <message>
      <source>95 of 100 replies came within this, ms</source>
      <translation>95 von 100 Antworten kamen innerhalb dieser Zeit, ms</translation>
    </message>
    <message>
      <source>99 of 100 replies came within this, ms</source>
      <translation>99 von 100 Antworten kamen innerhalb dieser Zeit, ms</translation>
    </message>
    <message>
      <source>Max</source>
      <translation>Max.</translation>
    </message>
    <message>
      <source>The slowest reply, ms</source>
      <translation>Die langsamste Antwort, ms</translation>
    </message>
    <message>
      <source>95th percentile above the shortest, ms (PDV, RFC 5481)</source>
      <translation>95. Perzentil über der kürzesten, ms (PDV, RFC 5481)</translation>
    </message>
    <message>
      <source>Share of the probes without a reply</source>
      <translation>Anteil der Pakete ohne Antwort</translation>
    </message>
    <message>
      <source>Spikes</source>
      <translation>Spitzen</translation>
    </message>
    <message>
      <source>Times of far more than usual</source>
      <translation>Zeiten mit weit mehr als üblich</translation>
    </message>
    <message>
      <source>download</source>
      <translation>Herunterladen</translation>
    </message>
    <message>
      <source>upload</source>
      <translation>Hochladen</translation>
    </message>
    <message>
      <source>download and upload</source>
      <translation>Herunter- und Hochladen</translation>
    </message>
    <message>
      <source>you marked: lag</source>
      <translation>Ihre Marke: Haken</translation>
    </message>
    <message>
      <source>connection back</source>
      <translation>Verbindung wieder da</translation>
    </message>
    <message>
      <source>connection lost</source>
      <translation>Verbindung verloren</translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s, between this computer and the router (%n seen).</source>
      <translation>
        <numerusform>Ein Stillstand alle {period} s, zwischen diesem Rechner und dem Router (%n gesehen).</numerusform>
        <numerusform>Ein Stillstand alle {period} s, zwischen diesem Rechner und dem Router (%n gesehen).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s, on the access line (%n seen).</source>
      <translation>
        <numerusform>Ein Stillstand alle {period} s, auf dem Anschluss (%n gesehen).</numerusform>
        <numerusform>Ein Stillstand alle {period} s, auf dem Anschluss (%n gesehen).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s, on the route to the server (%n seen).</source>
      <translation>
        <numerusform>Ein Stillstand alle {period} s, auf der Strecke zum Server (%n gesehen).</numerusform>
        <numerusform>Ein Stillstand alle {period} s, auf der Strecke zum Server (%n gesehen).</numerusform>
      </translation>
    </message>
    <message>
      <source>time stamps by the kernel</source>
      <translation>Zeitstempel vom Systemkern</translation>
    </message>
    <message>
      <source>receive stamps by the kernel</source>
      <translation>Empfangsstempel vom Systemkern</translation>
    </message>
    <message>
      <source>time stamps by this program</source>
      <translation>Zeitstempel von diesem Programm</translation>
    </message>
    <message>
      <source>you marked: {note}</source>
      <translation>Ihre Marke: {note}</translation>
    </message>
    <message numerus="yes">
      <source>%n hop(s) to the server; the last answers in {time}.</source>
      <translation>
        <numerusform>%n Station bis zum Server; die letzte antwortet in {time}.</numerusform>
        <numerusform>%n Stationen bis zum Server; die letzte antwortet in {time}.</numerusform>
      </translation>
    </message>
    <message>
      <source>Here you will see every router between this computer and the server, what each adds, where packets are lost in truth and where a router only answers rarely, and where marks for priority are cleared.</source>
      <translation>Hier sehen Sie jeden Router zwischen diesem Rechner und dem Server: was jeder hinzufügt, wo Pakete wirklich verloren gehen und wo ein Router nur selten antwortet, und wo Vorrangmarken gelöscht werden.</translation>
    </message>
    <message>
      <source>(silent)</source>
      <translation>(schweigt)</translation>
    </message>
    <message>
      <source>Look at the path</source>
      <translation>Den Weg ansehen</translation>
    </message>
    <message>
      <source>Round-trip times of the hops over time</source>
      <translation>Umlaufzeiten der Stationen über der Zeit</translation>
    </message>
    <message>
      <source>Hops</source>
      <translation>Stationen</translation>
    </message>
    <message>
      <source>Round-trip time of the hops, ms</source>
      <translation>Umlaufzeit der Stationen, ms</translation>
    </message>
    <message>
      <source>does not answer; that is allowed</source>
      <translation>antwortet nicht; das darf sie</translation>
    </message>
    <message>
      <source>most of the delay arises on the way here</source>
      <translation>auf dem Weg hierher entsteht die meiste Verzögerung</translation>
    </message>
    <message>
      <source>answers only so often; nothing is lost here</source>
      <translation>antwortet nur so oft; hier geht nichts verloren</translation>
    </message>
    <message>
      <source>answers slowly itself; what passes is not delayed</source>
      <translation>antwortet selbst langsam; was durchläuft, wird nicht verzögert</translation>
    </message>
    <message>
      <source>Following the path …</source>
      <translation>Der Weg wird verfolgt …</translation>
    </message>
    <message>
      <source>reaches the server</source>
      <translation>erreicht den Server</translation>
    </message>
    <message>
      <source>ends at a router that rejects the packets</source>
      <translation>endet an einem Router, der die Pakete abweist</translation>
    </message>
    <message>
      <source>goes silent before the server</source>
      <translation>verstummt vor dem Server</translation>
    </message>
    <message>
      <source>longer than was looked at</source>
      <translation>länger, als nachgesehen wurde</translation>
    </message>
    <message>
      <source>MTU {size}</source>
      <translation>MTU {size}</translation>
    </message>
    <message>
      <source>Distance in routers (TTL)</source>
      <translation>Entfernung in Routern (TTL)</translation>
    </message>
    <message>
      <source>Router</source>
      <translation>Router</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Netz</translation>
    </message>
    <message>
      <source>Best</source>
      <translation>Beste</translation>
    </message>
    <message>
      <source>ms</source>
      <translation>ms</translation>
    </message>
    <message>
      <source>Of its own answers</source>
      <translation>Seiner eigenen Antworten</translation>
    </message>
    <message>
      <source>Real loss</source>
      <translation>Echter Verlust</translation>
    </message>
    <message>
      <source>What the routers behind it show too</source>
      <translation>Was auch die Router dahinter zeigen</translation>
    </message>
    <message>
      <source>What it means</source>
      <translation>Was es bedeutet</translation>
    </message>
    <message>
      <source>Hops, from this computer to the server</source>
      <translation>Stationen, von diesem Rechner bis zum Server</translation>
    </message>
    <message numerus="yes">
      <source>%n hop(s)</source>
      <translation>
        <numerusform>%n Station</numerusform>
        <numerusform>%n Stationen</numerusform>
      </translation>
    </message>
    <message>
      <source>Not traced</source>
      <translation>Nicht verfolgt</translation>
    </message>
    <message numerus="yes">
      <source>changed %n time(s)</source>
      <translation>
        <numerusform>%n-mal geändert</numerusform>
        <numerusform>%n-mal geändert</numerusform>
      </translation>
    </message>
    <message>
      <source>packets are lost from here on</source>
      <translation>ab hier gehen Pakete verloren</translation>
    </message>
    <message>
      <source>The path could not be followed</source>
      <translation>Der Weg konnte nicht verfolgt werden</translation>
    </message>
    <message>
      <source>The path was left out</source>
      <translation>Der Weg wurde ausgelassen</translation>
    </message>
    <message>
      <source>{mark}: cleared on the way to hop {ttl}.</source>
      <translation>{mark}: auf dem Weg zu Station {ttl} gelöscht.</translation>
    </message>
    <message>
      <source>{mark} marks are cleared here</source>
      <translation>{mark}-Marken werden hier gelöscht</translation>
    </message>
    <message>
      <source>The server is inside this computer.</source>
      <translation>Der Server ist in diesem Rechner.</translation>
    </message>
    <message>
      <source>The server was not reached.</source>
      <translation>Der Server wurde nicht erreicht.</translation>
    </message>
    <message>
      <source>There is no path to look at</source>
      <translation>Es gibt keinen Weg anzusehen</translation>
    </message>
    <message>
      <source>No path yet</source>
      <translation>Noch kein Weg</translation>
    </message>
    <message>
      <source>{mark}: arrives as it was sent.</source>
      <translation>{mark}: kommt an, wie gesendet.</translation>
    </message>
    <message>
      <source>{mark}: arrives changed.</source>
      <translation>{mark}: kommt verändert an.</translation>
    </message>
    <message>
      <source>now {last}, median {median}, loss {loss}</source>
      <translation>jetzt {last}, Median {median}, Verlust {loss}</translation>
    </message>
    <message>
      <source>light alone needs {time} for the {distance} km there and back</source>
      <translation>allein das Licht braucht {time} für die {distance} km hin und zurück</translation>
    </message>
    <message>
      <source>Why does it lag?</source>
      <translation>Warum hakt es?</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Fortschritt</translation>
    </message>
    <message>
      <source>What to change, most useful first</source>
      <translation>Was zu ändern ist, das Nützlichste zuerst</translation>
    </message>
    <message>
      <source>How sure this is</source>
      <translation>Wie sicher das ist</translation>
    </message>
    <message>
      <source>Ping, median</source>
      <translation>Ping, Median</translation>
    </message>
    <message>
      <source>Half of the replies came within this time (RTT, RFC 2681).</source>
      <translation>Die Hälfte der Antworten kam innerhalb dieser Zeit (RTT, RFC 2681).</translation>
    </message>
    <message>
      <source>Jitter, p95</source>
      <translation>Jitter, p95</translation>
    </message>
    <message>
      <source>95 of 100 replies came within this above the shortest (RFC 5481).</source>
      <translation>95 von 100 Antworten lagen höchstens so weit über der kürzesten (RFC 5481).</translation>
    </message>
    <message>
      <source>Share of the probes that were never answered (RFC 7680).</source>
      <translation>Anteil der Pakete, die nie beantwortet wurden (RFC 7680).</translation>
    </message>
    <message>
      <source>What the line takes in from the Internet.</source>
      <translation>Was die Leitung aus dem Internet aufnimmt.</translation>
    </message>
    <message>
      <source>What the line gives to the Internet.</source>
      <translation>Was die Leitung ins Internet abgibt.</translation>
    </message>
    <message>
      <source>Under load, ms</source>
      <translation>Unter Last, ms</translation>
    </message>
    <message>
      <source>What a full line adds to the round trip, download and upload.</source>
      <translation>Was eine volle Leitung zum Umlauf hinzufügt, beim Herunter- und Hochladen.</translation>
    </message>
    <message>
      <source>Where the time goes</source>
      <translation>Wohin die Zeit geht</translation>
    </message>
    <message>
      <source>not measured</source>
      <translation>nicht gemessen</translation>
    </message>
    <message>
      <source>down / up</source>
      <translation>herunter / hoch</translation>
    </message>
    <message>
      <source>Where the {time} go, and the {queue} that a full line adds</source>
      <translation>Wohin die {time} gehen, und die {queue}, die eine volle Leitung hinzufügt</translation>
    </message>
    <message numerus="yes">
      <source>%n recommendation(s)</source>
      <translation>
        <numerusform>%n Empfehlung</numerusform>
        <numerusform>%n Empfehlungen</numerusform>
      </translation>
    </message>
    <message>
      <source>Looking up the server …</source>
      <translation>Der Server wird nachgeschlagen …</translation>
    </message>
    <message>
      <source>Where the {time} go</source>
      <translation>Wohin die {time} gehen</translation>
    </message>
    <message>
      <source>One press measures your server, your router and your provider's first hop at the same instants, says where the delay arises and what to do about it. It takes about {time}.</source>
      <translation>Ein Druck misst Ihren Server, Ihren Router und die erste Station Ihres Anbieters in denselben Augenblicken, sagt, wo die Verzögerung entsteht und was dagegen hilft. Das dauert etwa {time}.</translation>
    </message>
    <message>
      <source>% of {count}</source>
      <translation>% von {count}</translation>
    </message>
    <message>
      <source> and </source>
      <translation> und </translation>
    </message>
    <message>
      <source>Measuring {name} …</source>
      <translation>{name} wird gemessen …</translation>
    </message>
    <message>
      <source>{name} {time}, jitter {jitter}</source>
      <translation>{name} {time}, Jitter {jitter}</translation>
    </message>
    <message>
      <source>Home</source>
      <translation>Zu Hause</translation>
    </message>
    <message>
      <source>Access line</source>
      <translation>Anschluss</translation>
    </message>
    <message>
      <source>Route and server</source>
      <translation>Strecke und Server</translation>
    </message>
    <message>
      <source>Queue under load</source>
      <translation>Warteschlange unter Last</translation>
    </message>
    <message>
      <source>Now on Wi-Fi “{ssid}”, channel {channel}, {band} GHz</source>
      <translation>Jetzt im WLAN „{ssid}“, Kanal {channel}, {band} GHz</translation>
    </message>
    <message>
      <source>Now on a cable</source>
      <translation>Jetzt am Kabel</translation>
    </message>
    <message>
      <source>Now on Wi-Fi</source>
      <translation>Jetzt im WLAN</translation>
    </message>
    <message>
      <source>Now on a mobile network</source>
      <translation>Jetzt im Mobilfunknetz</translation>
    </message>
    <message>
      <source>Now through a VPN</source>
      <translation>Jetzt durch ein VPN</translation>
    </message>
    <message>
      <source>Inside this computer</source>
      <translation>In diesem Rechner</translation>
    </message>
    <message>
      <source>Decisive: {metric}, {value} {unit}.</source>
      <translation>Ausschlaggebend: {metric}, {value} {unit}.</translation>
    </message>
    <message>
      <source>ping</source>
      <translation>Ping</translation>
    </message>
    <message>
      <source>the slowest replies above the median</source>
      <translation>die langsamsten Antworten über dem Median</translation>
    </message>
    <message>
      <source>loss</source>
      <translation>Verlust</translation>
    </message>
    <message>
      <source>jitter</source>
      <translation>Jitter</translation>
    </message>
    <message>
      <source>bandwidth</source>
      <translation>Bandbreite</translation>
    </message>
    <message>
      <source>queue under load</source>
      <translation>Warteschlange unter Last</translation>
    </message>
    <message>
      <source>{count} probes in {time} s by {transport}; {late} sent late, {missed} left out.</source>
      <translation>{count} Pakete in {time} s über {transport}; {late} zu spät gesendet, {missed} ausgelassen.</translation>
    </message>
    <message>
      <source>{share} % of the delay variation is added between this computer and the router.</source>
      <translation>{share} % der Schwankung kommen zwischen diesem Rechner und dem Router dazu.</translation>
    </message>
    <message>
      <source>{share} % of the delay variation is added on the access line.</source>
      <translation>{share} % der Schwankung kommen auf dem Anschluss dazu.</translation>
    </message>
    <message>
      <source>{share} % of the delay variation is added on the route to the server.</source>
      <translation>{share} % der Schwankung kommen auf der Strecke zum Server dazu.</translation>
    </message>
    <message>
      <source>packets whose TTL ends there</source>
      <translation>Pakete, deren TTL dort endet</translation>
    </message>
    <message>
      <source>The median lies between {low} and {high} (95 %).</source>
      <translation>Der Median liegt zwischen {low} und {high} (95 %).</translation>
    </message>
    <message>
      <source>Measuring the servers …</source>
      <translation>Die Server werden gemessen …</translation>
    </message>
    <message>
      <source>Service</source>
      <translation>Dienst</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>Suchen</translation>
    </message>
    <message>
      <source>Search the servers</source>
      <translation>Die Server durchsuchen</translation>
    </message>
    <message>
      <source>Measure and rank</source>
      <translation>Messen und ordnen</translation>
    </message>
    <message>
      <source>Asks the nearest servers three times, then compares the best for ten seconds</source>
      <translation>Fragt die nächsten Server dreimal und vergleicht dann die besten zehn Sekunden lang</translation>
    </message>
    <message>
      <source>Play on this one</source>
      <translation>Auf diesem spielen</translation>
    </message>
    <message>
      <source>Host name, address or host:port</source>
      <translation>Name, Adresse oder Name:Port</translation>
    </message>
    <message>
      <source>Add a server of your own</source>
      <translation>Einen eigenen Server hinzufügen</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Entfernen</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>Hinzufügen</translation>
    </message>
    <message>
      <source>Your own servers</source>
      <translation>Eigene Server</translation>
    </message>
    <message numerus="yes">
      <source>%n server(s)</source>
      <translation>
        <numerusform>%n Server</numerusform>
        <numerusform>%n Server</numerusform>
      </translation>
    </message>
    <message>
      <source>The ranking was ended before there was an answer.</source>
      <translation>Die Messung wurde beendet, bevor es eine Antwort gab.</translation>
    </message>
    <message>
      <source>Your own</source>
      <translation>Eigene</translation>
    </message>
    <message>
      <source>Add a server of your own first.</source>
      <translation>Fügen Sie zuerst einen eigenen Server hinzu.</translation>
    </message>
    <message numerus="yes">
      <source>%n farther server(s) were not asked.</source>
      <translation>
        <numerusform>%n weiter entfernter Server wurde nicht gefragt.</numerusform>
        <numerusform>%n weiter entfernte Server wurden nicht gefragt.</numerusform>
      </translation>
    </message>
    <message>
      <source>Servers that you added yourself.</source>
      <translation>Server, die Sie selbst hinzugefügt haben.</translation>
    </message>
    <message>
      <source>Distances appear once the settings say where you are.</source>
      <translation>Entfernungen erscheinen, sobald in den Einstellungen steht, wo Sie sind.</translation>
    </message>
    <message>
      <source>Choose a server in the table first.</source>
      <translation>Bitte erst einen Server in der Tabelle wählen.</translation>
    </message>
    <message>
      <source>Round trip over distance; the line is what light alone needs</source>
      <translation>Umlaufzeit über der Entfernung; die Linie ist, was allein das Licht braucht</translation>
    </message>
    <message>
      <source>no answer</source>
      <translation>keine Antwort</translation>
    </message>
    <message>
      <source>Region</source>
      <translation>Region</translation>
    </message>
    <message>
      <source>Distance, km</source>
      <translation>Entfernung, km</translation>
    </message>
    <message>
      <source>Light, ms</source>
      <translation>Licht, ms</translation>
    </message>
    <message>
      <source>The shortest round trip that physics permits</source>
      <translation>Der kürzeste Umlauf, den die Physik erlaubt</translation>
    </message>
    <message>
      <source>Where the median lies</source>
      <translation>Wo der Median liegt</translation>
    </message>
    <message>
      <source>Detour, ms</source>
      <translation>Umweg, ms</translation>
    </message>
    <message>
      <source>Beyond a usual way of that length: the access line, and any detour</source>
      <translation>Über einen üblichen Weg dieser Länge hinaus: der Anschluss und jeder Umweg</translation>
    </message>
    <message>
      <source>Rank</source>
      <translation>Rang</translation>
    </message>
    <message>
      <source>Servers that cannot be told apart from the best share the first rank</source>
      <translation>Server, die sich vom besten nicht unterscheiden lassen, teilen sich den ersten Rang</translation>
    </message>
    <message>
      <source>your own</source>
      <translation>eigener</translation>
    </message>
    <message>
      <source>Latitude and longitude in degrees, for distances to servers; stays on this computer</source>
      <translation>Breite und Länge in Grad, für Entfernungen zu Servern; bleibt auf diesem Rechner</translation>
    </message>
    <message>
      <source>Host names or addresses with a space between; the first counts</source>
      <translation>Namen oder Adressen mit Leerzeichen dazwischen; der erste zählt</translation>
    </message>
    <message>
      <source>Probes a second and server</source>
      <translation>Pakete je Sekunde und Server</translation>
    </message>
    <message>
      <source>Length of the idle phase</source>
      <translation>Länge der Ruhephase</translation>
    </message>
    <message>
      <source>Choose by itself</source>
      <translation>Selbst wählen</translation>
    </message>
    <message>
      <source>Transport</source>
      <translation>Übertragung</translation>
    </message>
    <message>
      <source>Measure bandwidth and latency under load</source>
      <translation>Bandbreite und Verzögerung unter Last messen</translation>
    </message>
    <message>
      <source>Data that one measurement may use</source>
      <translation>Daten, die eine Messung verbrauchen darf</translation>
    </message>
    <message>
      <source>Look at the Wi-Fi</source>
      <translation>Das WLAN ansehen</translation>
    </message>
    <message>
      <source>Probes a second in the background</source>
      <translation>Pakete je Sekunde im Hintergrund</translation>
    </message>
    <message>
      <source>As the system</source>
      <translation>Wie das System</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>Hell</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>Dunkel</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>Farben</translation>
    </message>
    <message>
      <source>Language (from the next start)</source>
      <translation>Sprache (ab dem nächsten Start)</translation>
    </message>
    <message>
      <source>Unit of bandwidth</source>
      <translation>Einheit der Bandbreite</translation>
    </message>
    <message>
      <source>Hide addresses in what is copied or exported</source>
      <translation>Adressen in Kopiertem und Ausgegebenem verbergen</translation>
    </message>
    <message>
      <source>Keep measurements in the history</source>
      <translation>Messungen im Verlauf aufheben</translation>
    </message>
    <message>
      <source>Latitude, longitude</source>
      <translation>Breite, Länge</translation>
    </message>
    <message>
      <source>Where you are</source>
      <translation>Wo Sie sind</translation>
    </message>
    <message>
      <source>Measuring</source>
      <translation>Messen</translation>
    </message>
    <message>
      <source>Look</source>
      <translation>Aussehen</translation>
    </message>
    <message>
      <source>Privacy</source>
      <translation>Privatsphäre</translation>
    </message>
    <message>
      <source>Give latitude and longitude in degrees, such as 52.52, 13.41.</source>
      <translation>Bitte Breite und Länge in Grad angeben, etwa 52.52, 13.41.</translation>
    </message>
    <message>
      <source>Connected: {ssid} · channel {channel} · {width} MHz · Wi-Fi {generation}</source>
      <translation>Verbunden: {ssid} · Kanal {channel} · {width} MHz · Wi-Fi {generation}</translation>
    </message>
    <message>
      <source>Here you will see the networks around you over the channels, how much room each channel has, and which one to play on.</source>
      <translation>Hier sehen Sie die Netze um Sie herum über den Kanälen, wie viel Platz jeder Kanal hat und auf welchem Sie spielen sollten.</translation>
    </message>
    <message>
      <source>Listen</source>
      <translation>Lauschen</translation>
    </message>
    <message>
      <source>Open a scan …</source>
      <translation>Einen Scan öffnen …</translation>
    </message>
    <message>
      <source>Saved output of iw, netsh, nmcli, system_profiler, or a capture</source>
      <translation>Gespeicherte Ausgabe von iw, netsh, nmcli, system_profiler oder ein Mitschnitt</translation>
    </message>
    <message>
      <source>Listens on all channels for a moment; games may stutter meanwhile</source>
      <translation>Lauscht einen Augenblick auf allen Kanälen; Spiele können dabei ruckeln</translation>
    </message>
    <message>
      <source>Signal over time</source>
      <translation>Signal über der Zeit</translation>
    </message>
    <message>
      <source>Advice</source>
      <translation>Rat</translation>
    </message>
    <message>
      <source>Filter</source>
      <translation>Filter</translation>
    </message>
    <message>
      <source>Filter the networks</source>
      <translation>Die Netze filtern</translation>
    </message>
    <message>
      <source>Networks</source>
      <translation>Netze</translation>
    </message>
    <message>
      <source>Open a saved scan or capture</source>
      <translation>Gespeicherten Scan oder Mitschnitt öffnen</translation>
    </message>
    <message>
      <source>Signal between {low} and {high} dBm</source>
      <translation>Signal zwischen {low} und {high} dBm</translation>
    </message>
    <message>
      <source>hidden</source>
      <translation>verborgen</translation>
    </message>
    <message>
      <source>Not connected by Wi-Fi</source>
      <translation>Nicht per WLAN verbunden</translation>
    </message>
    <message>
      <source>strong</source>
      <translation>stark</translation>
    </message>
    <message>
      <source>Listening on all channels …</source>
      <translation>Lausche auf allen Kanälen …</translation>
    </message>
    <message>
      <source>A scan that was saved elsewhere can be opened too.</source>
      <translation>Auch ein anderswo gespeicherter Scan kann geöffnet werden.</translation>
    </message>
    <message>
      <source>Room on the channels: 100 is free (band · channel · MHz)</source>
      <translation>Platz auf den Kanälen: 100 ist frei (Band · Kanal · MHz)</translation>
    </message>
    <message>
      <source>Signal over time, dBm</source>
      <translation>Signal über der Zeit, dBm</translation>
    </message>
    <message>
      <source>Band</source>
      <translation>Band</translation>
    </message>
    <message>
      <source>Channel</source>
      <translation>Kanal</translation>
    </message>
    <message>
      <source>Width</source>
      <translation>Breite</translation>
    </message>
    <message>
      <source>MHz</source>
      <translation>MHz</translation>
    </message>
    <message>
      <source>Signal</source>
      <translation>Signal</translation>
    </message>
    <message>
      <source>dBm</source>
      <translation>dBm</translation>
    </message>
    <message>
      <source>Busy</source>
      <translation>Belegt</translation>
    </message>
    <message>
      <source>Generation</source>
      <translation>Generation</translation>
    </message>
    <message>
      <source>fair</source>
      <translation>mäßig</translation>
    </message>
    <message>
      <source>weak</source>
      <translation>schwach</translation>
    </message>
    <message>
      <source>Signal {value} dBm, {word}</source>
      <translation>Signal {value} dBm, {word}</translation>
    </message>
    <message>
      <source>{share} sent again</source>
      <translation>{share} nochmals gesendet</translation>
    </message>
    <message>
      <source>Rules of {country}</source>
      <translation>Regeln von {country}</translation>
    </message>
    <message>
      <source>The Wi-Fi could not be looked at</source>
      <translation>Das WLAN konnte nicht angesehen werden</translation>
    </message>
    <message>
      <source>No Wi-Fi seen yet</source>
      <translation>Noch kein WLAN gesehen</translation>
    </message>
    <message>
      <source>Nothing about this Wi-Fi needs to change.</source>
      <translation>An diesem WLAN muss nichts geändert werden.</translation>
    </message>
    <message>
      <source>Signal over the channels, dBm</source>
      <translation>Signal über den Kanälen, dBm</translation>
    </message>
    <message>
      <source>Listening ended with status {status}.</source>
      <translation>Das Lauschen endete mit Rückgabewert {status}.</translation>
    </message>
    <message>
      <source>The measuring engine ends each time it is started ({reason}). What was measured is kept.</source>
      <translation>Das Messprogramm endet bei jedem Start ({reason}). Gemessenes bleibt erhalten.</translation>
    </message>
    <message>
      <source>The measuring engine ended ({reason}) and was started again. What was measured is kept.</source>
      <translation>Das Messprogramm endete ({reason}) und wurde neu gestartet. Gemessenes bleibt erhalten.</translation>
    </message>
    <message>
      <source>The measuring engine ended ({reason}) and was started again.</source>
      <translation>Das Messprogramm endete ({reason}) und wurde neu gestartet.</translation>
    </message>
    <message>
      <source>Measure again</source>
      <translation>Noch einmal messen</translation>
    </message>
    <message>
      <source>The measuring engine gives no sign of life; the computer may be very busy.</source>
      <translation>Das Messprogramm gibt kein Lebenszeichen; der Rechner ist vielleicht sehr beschäftigt.</translation>
    </message>
    <message>
      <source>Everything that can be done (F10)</source>
      <translation>Alles, was möglich ist (F10)</translation>
    </message>
    <message>
      <source>Plug the cable in and switch Wi-Fi off, then press Continue.</source>
      <translation>Stecken Sie das Kabel ein und schalten Sie das WLAN aus, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Pull the cable out and switch Wi-Fi on, then press Continue.</source>
      <translation>Ziehen Sie das Kabel ab und schalten Sie das WLAN ein, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Connect to the 5 GHz network, then press Continue.</source>
      <translation>Verbinden Sie sich mit dem 5-GHz-Netz, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Connect to the 2.4 GHz network again, then press Continue.</source>
      <translation>Verbinden Sie sich wieder mit dem 2,4-GHz-Netz, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Connect to the 6 GHz network, then press Continue.</source>
      <translation>Verbinden Sie sich mit dem 6-GHz-Netz, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Connect to the network that you used before, then press Continue.</source>
      <translation>Verbinden Sie sich wieder mit dem Netz von vorher, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Move closer to the router, then press Continue.</source>
      <translation>Gehen Sie näher an den Router heran, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Go back to where you were, then press Continue.</source>
      <translation>Gehen Sie dorthin zurück, wo Sie waren, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Pause the other programs that use the line, then press Continue.</source>
      <translation>Halten Sie die anderen Programme an, die die Leitung nutzen, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Let the other programs use the line again, then press Continue.</source>
      <translation>Lassen Sie die anderen Programme die Leitung wieder nutzen, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Switch the VPN off, then press Continue.</source>
      <translation>Schalten Sie das VPN aus, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Switch the VPN on, then press Continue.</source>
      <translation>Schalten Sie das VPN ein, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Switch the power saving of Wi-Fi off, then press Continue.</source>
      <translation>Schalten Sie den Stromsparmodus des WLANs aus, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Switch the power saving of Wi-Fi on, then press Continue.</source>
      <translation>Schalten Sie den Stromsparmodus des WLANs ein, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Stop the background scans as described in the steps, then press Continue.</source>
      <translation>Unterbinden Sie die Netzsuche im Hintergrund, wie in den Schritten beschrieben, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Allow the background scans again, then press Continue.</source>
      <translation>Lassen Sie die Netzsuche im Hintergrund wieder zu, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Choose the other kind of mobile network, then press Continue.</source>
      <translation>Wählen Sie die andere Art von Mobilfunknetz, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Choose the kind of mobile network that you used before, then press Continue.</source>
      <translation>Wählen Sie wieder die Art von Mobilfunknetz von vorher, dann drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>p95 {p95}, usual {usual}, loss {loss}</source>
      <translation>p95 {p95}, üblich {usual}, Verlust {loss}</translation>
    </message>
    <message>
      <source>It lags</source>
      <translation>Es hakt</translation>
    </message>
    <message>
      <source>All is well</source>
      <translation>Alles in Ordnung</translation>
    </message>
    <message>
      <source>It begins to lag</source>
      <translation>Es beginnt zu haken</translation>
    </message>
    <message numerus="yes">
      <source>%n block(s) of {time} s, with and without the change in turn</source>
      <translation>
        <numerusform>%n Abschnitt von {time} s, abwechselnd mit und ohne die Änderung</numerusform>
        <numerusform>%n Abschnitte von {time} s, abwechselnd mit und ohne die Änderung</numerusform>
      </translation>
    </message>
    <message>
      <source>The server did not answer in this block. When it can be reached, press Continue.</source>
      <translation>Der Server hat in diesem Abschnitt nicht geantwortet. Sobald er erreichbar ist, drücken Sie Weiter.</translation>
    </message>
    <message>
      <source>Press Continue; the two servers are measured in turn.</source>
      <translation>Drücken Sie Weiter; die beiden Server werden abwechselnd gemessen.</translation>
    </message>
    <message>
      <source>Measuring with the change …</source>
      <translation>Es wird mit der Änderung gemessen …</translation>
    </message>
    <message>
      <source>Measuring without the change …</source>
      <translation>Es wird ohne die Änderung gemessen …</translation>
    </message>
    <message>
      <source>Block {number} of {count}</source>
      <translation>Abschnitt {number} von {count}</translation>
    </message>
    <message>
      <source>{metric}: {value} {unit}, where {limit} {unit} would do</source>
      <translation>{metric}: {value} {unit}, wo {limit} {unit} genügen</translation>
    </message>
    <message>
      <source>−{high} {unit}</source>
      <translation>−{high} {unit}</translation>
    </message>
    <message>
      <source>−{low} to −{high} {unit}</source>
      <translation>−{low} bis −{high} {unit}</translation>
    </message>
    <message>
      <source>up to −{high} {unit}</source>
      <translation>bis zu −{high} {unit}</translation>
    </message>
    <message>
      <source>Evidence</source>
      <translation>Belege</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>Schritte</translation>
    </message>
    <message>
      <source>I did it: test again</source>
      <translation>Erledigt: noch einmal prüfen</translation>
    </message>
    <message>
      <source>Measures in turn with and without it, in about two minutes</source>
      <translation>Misst abwechselnd mit und ohne, in etwa zwei Minuten</translation>
    </message>
    <message>
      <source>Measures once more and says whether it helped</source>
      <translation>Misst noch einmal und sagt, ob es geholfen hat</translation>
    </message>
    <message>
      <source>Confidence {share} %</source>
      <translation>Sicherheit {share} %</translation>
    </message>
    <message>
      <source>Source: {source}</source>
      <translation>Quelle: {source}</translation>
    </message>
    <message>
      <source>Recommendation {rank}: {title}</source>
      <translation>Empfehlung {rank}: {title}</translation>
    </message>
    <message>
      <source>Round-trip times of {name}</source>
      <translation>Umlaufzeiten: {name}</translation>
    </message>
    <message>
      <source>{name}: {time}</source>
      <translation>{name}: {time}</translation>
    </message>
    <message>
      <source>Round trip over distance</source>
      <translation>Umlaufzeit über der Entfernung</translation>
    </message>
    <message>
      <source>Measured servers will stand here.</source>
      <translation>Hier stehen gemessene Server.</translation>
    </message>
    <message>
      <source>{distance} km</source>
      <translation>{distance} km</translation>
    </message>
    <message>
      <source>No score yet</source>
      <translation>Noch keine Wertung</translation>
    </message>
    <message>
      <source>of 100</source>
      <translation>von 100</translation>
    </message>
    <message>
      <source>{name} {time}</source>
      <translation>{name} {time}</translation>
    </message>
    <message>
      <source>Score {value} of 100</source>
      <translation>Wertung {value} von 100</translation>
    </message>
    <message>
      <source>light alone needs {time}</source>
      <translation>allein das Licht braucht {time}</translation>
    </message>
    <message>
      <source>Hide this message</source>
      <translation>Diese Meldung verbergen</translation>
    </message>
    <message>
      <source>good</source>
      <translation>gut</translation>
    </message>
    <message>
      <source>so-so</source>
      <translation>mäßig</translation>
    </message>
    <message>
      <source>bad</source>
      <translation>schlecht</translation>
    </message>
    <message>
      <source>{ssid}: channel {channel}, {signal} dBm</source>
      <translation>{ssid}: Kanal {channel}, {signal} dBm</translation>
    </message>
    <message>
      <source>{band} GHz channel {channel}: {score} of 100</source>
      <translation>{band} GHz Kanal {channel}: {score} von 100</translation>
    </message>
    <message>
      <source>access point</source>
      <translation>Zugangspunkt</translation>
    </message>
    <message>
      <source>this adapter</source>
      <translation>dieser Adapter</translation>
    </message>
    <message>
      <source>estimate</source>
      <translation>Schätzung</translation>
    </message>
    <message>
      <source>Networks over the channels</source>
      <translation>Netze über den Kanälen</translation>
    </message>
    <message>
      <source>radar (DFS)</source>
      <translation>Radar (DFS)</translation>
    </message>
    <message>
      <source>Room on the channels</source>
      <translation>Platz auf den Kanälen</translation>
    </message>
    <message>
      <source>{name} (connected)</source>
      <translation>{name} (verbunden)</translation>
    </message>
    <message>
      <source>{band} GHz</source>
      <translation>{band} GHz</translation>
    </message>
    <message>
      <source>Progress of the test</source>
      <translation>Fortschritt des Tests</translation>
    </message>
    <message>
      <source>Continue</source>
      <translation>Weiter</translation>
    </message>
    <message>
      <source>End the test</source>
      <translation>Test beenden</translation>
    </message>
    <message>
      <source>Only before and after</source>
      <translation>Nur vorher und nachher</translation>
    </message>
    <message>
      <source>What was measured so far is judged</source>
      <translation>Was bisher gemessen wurde, wird ausgewertet</translation>
    </message>
    <message>
      <source>Measures once more, without switching</source>
      <translation>Misst noch einmal, ohne Umschalten</translation>
    </message>
    <message>
      <source>Server that you play on</source>
      <translation>Server, auf dem Sie spielen</translation>
    </message>
    <message>
      <source>A host name, an address, host:port, or local for a trial on this computer</source>
      <translation>Ein Name, eine Adresse, Name:Port, oder local für einen Versuch auf diesem Rechner</translation>
    </message>
    <message>
      <source>What you want</source>
      <translation>Was Sie wünschen</translation>
    </message>
    <message>
      <source>Any service</source>
      <translation>Irgendein Dienst</translation>
    </message>
    <message>
      <source>Anything</source>
      <translation>Egal</translation>
    </message>
    <message>
      <source>This computer (a trial)</source>
      <translation>Dieser Rechner (Versuch)</translation>
    </message>
    <message>
      <source>I want</source>
      <translation>Ich will</translation>
    </message>
    <message>
      <source>Stop the measurement first; then the test can begin.</source>
      <translation>Beenden Sie zuerst die Messung; dann kann der Test beginnen.</translation>
    </message>
    <message>
      <source>Another test is under way; end it first.</source>
      <translation>Ein anderer Test läuft noch; beenden Sie ihn zuerst.</translation>
    </message>
    <message>
      <source>Stop the measurement first; then the background watch can begin.</source>
      <translation>Bitte erst die Messung anhalten; dann kann das Beobachten im Hintergrund beginnen.</translation>
    </message>
  </context>
</TS>
