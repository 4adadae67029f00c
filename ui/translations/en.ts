<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
  <context>
    <name>LatencyLab</name>
    <message numerus="yes">
      <source>Delete %n measurement(s) for good?</source>
      <translation>
        <numerusform>Delete %n measurement for good?</numerusform>
        <numerusform>Delete %n measurements for good?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n measurement(s), in {count} of 24 hours; a pattern shows only with many.</source>
      <translation>
        <numerusform>%n measurement, in {count} of 24 hours; a pattern shows only with many.</numerusform>
        <numerusform>%n measurements, in {count} of 24 hours; a pattern shows only with many.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n target(s) · {rate} Hz · {time}</source>
      <translation>
        <numerusform>%n target · {rate} Hz · {time}</numerusform>
        <numerusform>%n targets · {rate} Hz · {time}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n probe(s) sent late</source>
      <translation>
        <numerusform>%n probe sent late</numerusform>
        <numerusform>%n probes sent late</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n left out</source>
      <translation>
        <numerusform>%n left out</numerusform>
        <numerusform>%n left out</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s (%n seen).</source>
      <translation>
        <numerusform>A stall every {period} s (%n seen).</numerusform>
        <numerusform>A stall every {period} s (%n seen).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s, between this computer and the router (%n seen).</source>
      <translation>
        <numerusform>A stall every {period} s, between this computer and the router (%n seen).</numerusform>
        <numerusform>A stall every {period} s, between this computer and the router (%n seen).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s, on the access line (%n seen).</source>
      <translation>
        <numerusform>A stall every {period} s, on the access line (%n seen).</numerusform>
        <numerusform>A stall every {period} s, on the access line (%n seen).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>A stall every {period} s, on the route to the server (%n seen).</source>
      <translation>
        <numerusform>A stall every {period} s, on the route to the server (%n seen).</numerusform>
        <numerusform>A stall every {period} s, on the route to the server (%n seen).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n hop(s) to the server; the last answers in {time}.</source>
      <translation>
        <numerusform>%n hop to the server; the last answers in {time}.</numerusform>
        <numerusform>%n hops to the server; the last answers in {time}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n hop(s)</source>
      <translation>
        <numerusform>%n hop</numerusform>
        <numerusform>%n hops</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>changed %n time(s)</source>
      <translation>
        <numerusform>changed %n time</numerusform>
        <numerusform>changed %n times</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n recommendation(s)</source>
      <translation>
        <numerusform>%n recommendation</numerusform>
        <numerusform>%n recommendations</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n server(s)</source>
      <translation>
        <numerusform>%n server</numerusform>
        <numerusform>%n servers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n farther server(s) were not asked.</source>
      <translation>
        <numerusform>%n farther server was not asked.</numerusform>
        <numerusform>%n farther servers were not asked.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n block(s) of {time} s, with and without the change in turn</source>
      <translation>
        <numerusform>%n block of {time} s, with and without the change in turn</numerusform>
        <numerusform>%n blocks of {time} s, with and without the change in turn</numerusform>
      </translation>
    </message>
  </context>
</TS>
