<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>LatencyLab</name>
    <message>
      <source>Play</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Live</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Wi-Fi</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Path</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bandwidth</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Servers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>History</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Settings</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measure</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find out why it lags</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The whole diagnosis, once</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Watch until stopped</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measure until told to stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>End the measurement; what was measured stays</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mark: it lagged now</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Puts a mark into the measurement</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hold or follow the plot</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The measurement goes on meanwhile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open a recording or report …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shows an earlier measurement</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Watch in the background</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Few probes; a notice when it lags</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Export</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Report as PDF …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For a provider's support</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Samples as CSV …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One row a probe</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Report as JSON …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For scripts</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy as text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For a forum; addresses are hidden</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy as picture</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What this page shows</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>View</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Zoom in</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A shorter time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Zoom out</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A longer time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Menu</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Opens this menu</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Help</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shortcuts</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All keys on one page</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Guide</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What do you play, and where?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>About LatencyLab</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Version and licences</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ends the measurement too</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open a recording</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recordings (*.llrec);;All files (*)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop the measurement first; then the recording can be opened.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing was measured yet, so there is nothing to export.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing was measured yet, so there is nothing to copy.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PDF (*.pdf)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>CSV (*.csv)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>JSON (*.json)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Written: {path}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>exit status {status}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Could not be written: {reason}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service decides what the connection must be able to do.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The server that you play on. Its distance sets the least delay there is.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Welcome</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What do you play?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Skip</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Next</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Something else</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>I will name it later (a trial on this computer)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Done</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Versions and licences</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>LatencyLab is free software under the MIT licence. It uses:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing leaves this computer but the probes that you ask for.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>← →, + −</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>On a plot: move and zoom along time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shift + ← →</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>On a plot: select a time span</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>End</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>On a plot: follow the newest sample</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What it does</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keys</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measuring engine {version}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>it was killed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is nothing to compare: the server did not answer both times.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Too little was measured to tell; measure for longer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It helped: {metric} {change} {unit} (95 %: {low} to {high}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It got worse: {metric} {change} {unit} (95 %: {low} to {high}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No difference: {metric} {change} {unit} (95 %: {low} to {high}). A difference of {least} {unit} would have shown.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{value} h</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{value} ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{value} %</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{value} MB</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{value} s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{value} min</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>idle</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Idle {idle}; a download adds {down}, an upload {up}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Throughput over time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round-trip times over time, with the load</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Download</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Payload of TCP, without the warm-up.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Upload</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Download adds</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How much later replies come while a download fills the line.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Upload adds</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How much later replies come while an upload fills the line.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Responsiveness</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round trips a minute under load (IETF responsiveness draft).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bandwidth and latency under load</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not measured</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>round trips/min</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The rate did not hold still long enough to be certain of it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>By {backend}, {server}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Here you will see what the line carries both ways and how much later packets come while it is full: a download next door is the most frequent reason for lag. It loads the line for some 15 s and uses at most {amount}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bandwidth could not be measured</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Throughput, Mbit/s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round-trip time meanwhile, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Phase</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mbit/s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>95 % interval</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Median, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>p95, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Added, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Data</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In figures</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Loading the line: {phase}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bandwidth is left out</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is switched off in the settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Grade under load: {grade}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Used {amount}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Packets wait in the queue of: {name}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measuring the idle line first …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bandwidth was not measured yet</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>Delete %n measurement(s) for good?</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message numerus="yes">
      <source>%n measurement(s) at {count} different hours; the line stands out only with many.</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>{hour}:00: ping {ping} ms, jitter {jitter} ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>cable</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>mobile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>VPN</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search server, verdict, advice or note</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search the history</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Import …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Earlier measurements</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compare two</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Note, such as: with the cable</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Note on the chosen measurement</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Trend by hour of the day</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Every measurement is kept here, on this computer only, so that you can see what a change brought.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Comparing …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Import a report or a recording</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A report or a recording</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing was measured yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>being measured</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>was cut off</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Server</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>When</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Length</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>By</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Score</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ping, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Jitter, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Loss</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Verdict</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Note</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The history cannot be read</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>They could not be compared.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Local time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Earlier measurements, newest first</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>By hour of the day: ping and jitter, ms (medians)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Here you will see the round-trip time of every server, of your router and of your provider's first hop on one time axis, with lost packets, spikes and what caused them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Time span</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whole measurement</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hold</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Watch</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round-trip time, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round-trip times over time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Distribution of the round-trip times</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In view</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Figures of the time in view</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Selected: {time}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In view: {time}</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n target(s) · {rate} Hz · {time}</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Key: M</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Key: Space</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>● Measuring</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>■ Ended</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>● ▲ ■ spike: home, access line, route   | lost</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show or hide</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Follow</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Starting …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The first replies are on their way.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is being measured</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Distribution: share of replies within so many ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Target</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Median</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Half of the replies came within this, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>95 of 100 replies came within this, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>99 of 100 replies came within this, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Max</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The slowest reply, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Jitter</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>95th percentile above the shortest, ms (PDV, RFC 5481)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Share of the probes without a reply</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Spikes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Times of far more than usual</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not measuring</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Last {time}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: median {median}, 99th percentile {p99}, loss {loss}</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n probe(s) sent late</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message numerus="yes">
      <source>%n left out</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>No samples yet</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>A stall every {period} s (%n seen).</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>path changed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>download</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>upload</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>download and upload</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>you marked: lag</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>connection back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>connection lost</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>A stall every {period} s, between this computer and the router (%n seen).</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s, on the access line (%n seen).</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s, on the route to the server (%n seen).</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>time stamps by the kernel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>receive stamps by the kernel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>time stamps by this program</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>you marked: {note}</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n hop(s) to the server; the last answers in {time}.</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Here you will see every router between this computer and the server, what each adds, where packets are lost in truth and where a router only answers rarely, and where marks for priority are cleared.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>(silent)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Look at the path</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round-trip times of the hops over time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hops</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round-trip time of the hops, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>does not answer; that is allowed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>most of the delay arises on the way here</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>answers only so often; nothing is lost here</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>answers slowly itself; what passes is not delayed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Following the path …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>reaches the server</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ends at a router that rejects the packets</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>goes silent before the server</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>longer than was looked at</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>MTU {size}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Distance in routers (TTL)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Router</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Network</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Best</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of its own answers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Real loss</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the routers behind it show too</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What it means</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hops, from this computer to the server</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n hop(s)</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Not traced</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>changed %n time(s)</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>packets are lost from here on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The path could not be followed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The path was left out</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{mark}: cleared on the way to hop {ttl}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{mark} marks are cleared here</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no path to look at</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The server is inside this computer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No path yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{mark}: arrives as it was sent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{mark}: arrives changed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>now {last}, median {median}, loss {loss}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>light alone needs {time} for the {distance} km there and back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Why does it lag?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Progress</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What to change, most useful first</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How sure this is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ping, median</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Half of the replies came within this time (RTT, RFC 2681).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Jitter, p95</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>95 of 100 replies came within this above the shortest (RFC 5481).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Share of the probes that were never answered (RFC 7680).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the line takes in from the Internet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the line gives to the Internet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Under load, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What a full line adds to the round trip, download and upload.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the time goes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>down / up</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n recommendation(s)</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Looking up the server …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>not measured</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the {time} go</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One press measures your server, your router and your provider's first hop at the same instants, says where the delay arises and what to do about it. It takes about {time}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measuring {name} …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>% of {count}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source> and </source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} {time}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Access line</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Route and server</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Queue under load</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Now on Wi-Fi “{ssid}”, channel {channel}, {band} GHz</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Now on a cable</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Now on Wi-Fi</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Now on a mobile network</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Now through a VPN</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Inside this computer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Decisive: {metric}, {value} {unit}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ping</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the slowest replies above the median</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>loss</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>jitter</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>bandwidth</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>queue under load</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{count} probes in {time} s by {transport}; {late} sent late, {missed} left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{share} % of the delay variation is added between this computer and the router.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{share} % of the delay variation is added on the access line.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{share} % of the delay variation is added on the route to the server.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Jitter by the same split: {parts}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>packets whose TTL ends there</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The median lies between {low} and {high} (95 %).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>your own</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Service</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search the servers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measure and rank</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Probes the nearest servers shown here for a few seconds</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Play on this one</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Host name, address or host:port</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add a server of your own</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Your own servers</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n server(s)</source>
      <translation type="unfinished">
        <numerusform />
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Your own</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Servers that you added yourself.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Distances appear once settings.toml says where you are ([place]).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a server in the table first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Region</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Distance, km</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Light, ms</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The shortest round trip that physics permits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the median lies</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rank</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Servers that cannot be told apart share a rank</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round trip over distance; the line is what light alone needs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Host names or addresses with a space between; the first counts</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Probes a second and server</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Length of the idle phase</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose by itself</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Transport</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measure bandwidth and latency under load</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Data that one measurement may use</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Look at the Wi-Fi</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Probes a second in the background</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>As the system</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Light</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Dark</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Theme</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Language (from the next start)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Unit of bandwidth</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hide addresses in what is copied or exported</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep measurements in the history</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measuring</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Look</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Privacy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Connected: {ssid} · channel {channel} · {width} MHz · Wi-Fi {generation}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Here you will see the networks around you over the channels, how much room each channel has, and which one to play on.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Listen</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open a scan …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Saved output of iw, netsh, nmcli, system_profiler, or a capture</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Listens on all channels for a moment; games may stutter meanwhile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Filter</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Filter the networks</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Networks</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Signal over time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Advice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open a saved scan or capture</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Signal between {low} and {high} dBm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>hidden</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not connected by Wi-Fi</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>strong</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Listening on all channels …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A scan that was saved elsewhere can be opened too.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Room on the channels: 100 is free (band · channel · MHz)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Band</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Channel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Width</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>MHz</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Signal</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>dBm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Busy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Generation</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Signal over time, dBm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>fair</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>weak</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Signal {value} dBm, {word}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{share} sent again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rules of {country}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The Wi-Fi could not be looked at</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No Wi-Fi seen yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing about this Wi-Fi needs to change.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Signal over the channels, dBm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Listening ended with status {status}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The measuring engine ends each time it is started ({reason}). What was measured is kept.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The measuring engine ended ({reason}) and was started again. What was measured is kept.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The measuring engine ended ({reason}) and was started again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measure again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The measuring engine gives no sign of life; the computer may be very busy.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ping {median} (p95 {p95}, p99 {p99}), jitter {jitter}, loss {loss}, by {transport}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>[hidden]</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source> ({score}/100)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {time}, adds {jitter} of jitter</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Everything that can be done (F10)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>p95 {p95}, usual {usual}, loss {loss}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It lags</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All is well</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It begins to lag</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{metric}: {value} {unit}, where {limit} {unit} would do</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>−{high} {unit}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>−{low} to −{high} {unit}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>up to −{high} {unit}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Evidence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Steps</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>I did it: test again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measures once more and says whether it helped</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Confidence {share} %</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Source: {source}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recommendation {rank}: {title}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round-trip times of {name}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{metric}: {change} {unit} ({low} to {high})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {time}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Round trip over distance</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measured servers will stand here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{distance} km</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No score yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>of 100</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Score {value} of 100</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>light alone needs {time}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hide this message</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>good</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>so-so</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>bad</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{ssid}: channel {channel}, {signal} dBm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{band} GHz channel {channel}: {score} of 100</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>access point</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>this adapter</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>signals heard</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Networks over the channels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>radar (DFS)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Room on the channels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} (connected)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{band} GHz</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Server that you play on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A host name, an address, host:port, or local for a trial on this computer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What you want</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Any service</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Anything</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This computer (a trial)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>I want</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop the measurement first; then the background watch can begin.</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>
