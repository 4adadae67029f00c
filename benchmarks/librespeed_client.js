// Runs LibreSpeed's own client, its speedtest_worker.js as it is published, outside a browser and prints its figures.
// What a browser would supply is here: XMLHttpRequest by node's http, Blob, and the worker's messages.
// Usage: node librespeed_client.js SPEEDTEST_WORKER_JS URL
"use strict";
const fs = require("fs");
const http = require("http");
const vm = require("vm");

const [file, base] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });
const PIECE = 1 << 16;
const POLL_MS = 200;
const ENDED = 4;

class XMLHttpRequest {
  constructor() { this.upload = {}; }
  open(method, url) { this.method = method; this.url = new URL(url, base); }
  setRequestHeader() {}
  abort() { if (this.request) this.request.destroy(); }

  send(blob) {
    this.request = http.request(this.url, { method: this.method, agent }, (answer) => this.receive(answer));
    this.request.on("error", (error) => this.onerror && this.onerror(error));
    if (blob && blob.octets) this.feed(blob.octets);
    else this.request.end();
  }

  receive(answer) {
    let loaded = 0;
    const kept = [];
    answer.on("data", (data) => {
      loaded += data.length;
      if (loaded < PIECE) kept.push(data);
      if (this.onprogress) this.onprogress({ loaded });
    });
    answer.on("end", () => {
      Object.assign(this, { readyState: 4, status: answer.statusCode });
      this.response = this.responseText = Buffer.concat(kept).toString();
      for (const handler of [this.onload, this.onreadystatechange]) if (handler) handler();
    });
  }

  feed(octets, sent = 0) {
    this.request.setHeader("Content-Length", octets.length);
    const more = () => {
      while (sent < octets.length) {
        const ready = this.request.write(octets.subarray(sent, sent + PIECE));
        sent = Math.min(sent + PIECE, octets.length);
        if (this.upload.onprogress) this.upload.onprogress({ loaded: sent });
        if (!ready) { this.request.once("drain", more); return; }
      }
      this.request.end();
      if (this.upload.onload) this.upload.onload();
    };
    more();
  }
}

class Blob {
  constructor(parts) { this.octets = Buffer.concat(parts.map((part) => part.octets || Buffer.from(part.buffer || part))); }
}

let tell;
let heard;
const browser = {
  XMLHttpRequest, Blob, performance, setTimeout, setInterval, clearInterval, clearTimeout, console,
  navigator: { userAgent: "node" }, location: { protocol: "http:" },
  addEventListener: (_, handler) => { tell = handler; },
  postMessage: (message) => { heard = message; },
};
browser.self = browser;
vm.createContext(browser);
vm.runInContext(fs.readFileSync(file, "utf8"), browser);

tell({ data: "start " + JSON.stringify({
  url_dl: "backend/garbage.php", url_ul: "backend/empty.php", url_ping: "backend/empty.php",
  url_getIp: "backend/getIP.php", test_order: "IPDU", time_dl_max: 4, time_ul_max: 4, time_auto: false,
  telemetry_level: 0, count_ping: 5,
}) });
const timer = setInterval(() => {
  tell({ data: "status" });
  if (JSON.parse(heard).testState < ENDED) return;
  clearInterval(timer);
  process.stdout.write(heard + "\n", () => process.exit(0));
}, POLL_MS);
