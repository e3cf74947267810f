// Beside Flet: hands the bursts of a USB scanner to the kiosk, and plays its sounds.
(() => {
  "use strict";

  const SILENCE = 100; // ms: a longer gap begins a new burst
  const TYPING = 35; // ms: no hand is faster
  const SHORTEST = 6;
  const SOUNDS = ["admitted", "attention", "already_in", "refused"];

  let socket = null;

  function connect() {
    socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/bridge");
    socket.onmessage = (event) => play(JSON.parse(event.data).sound);
    socket.onclose = () => setTimeout(connect, 1000);
  }

  // keys

  let burst = [];

  function inTextField() {
    let element = document.activeElement;
    while (element && element.shadowRoot && element.shadowRoot.activeElement) {
      element = element.shadowRoot.activeElement;
    }
    return Boolean(element && /^(INPUT|TEXTAREA)$/.test(element.tagName));
  }

  function swallow(event) {
    if (inTextField()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  window.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.isComposing || event.key === "Shift") return;
      const last = burst.length ? burst[burst.length - 1][3] : -Infinity;
      const gap = event.timeStamp - last;
      if (gap > SILENCE) burst = [];
      const ends = event.key === "Enter" || event.key === "Tab";
      burst.push([event.key, event.code, event.shiftKey, event.timeStamp]);
      if (ends) {
        if (burst.length > SHORTEST && socket && socket.readyState === WebSocket.OPEN) {
          socket.send(JSON.stringify({ keys: burst }));
          swallow(event);
        }
        burst = [];
      } else if (burst.length > 2 && gap < TYPING) {
        swallow(event); // a space within a code must not press the button that has the focus
      }
    },
    true,
  );

  // sounds

  let audio = null;
  const buffers = new Map();

  async function load() {
    audio = new AudioContext();
    for (const name of SOUNDS) {
      const answer = await fetch(`/sounds/${name}.wav`);
      buffers.set(name, await audio.decodeAudioData(await answer.arrayBuffer()));
    }
  }

  function play(name) {
    const buffer = buffers.get(name);
    document.documentElement.dataset.lastSound = name;
    if (!audio || !buffer) return;
    // Outside Chromium --kiosk the browser keeps silent until the page has been touched once.
    audio.resume().catch(() => {});
    const source = audio.createBufferSource();
    source.buffer = buffer;
    source.connect(audio.destination);
    source.start();
  }

  window.addEventListener("pointerdown", () => audio && audio.resume().catch(() => {}), true);

  // `?semantics=1` builds the accessibility tree without waiting for a screen reader to ask for it.
  function showSemantics() {
    const button = document.querySelector("flt-semantics-placeholder");
    if (button) button.click();
    else setTimeout(showSemantics, 100);
  }

  connect();
  load().catch(() => {});
  if (new URLSearchParams(location.search).get("semantics") === "1") showSemantics();
})();
