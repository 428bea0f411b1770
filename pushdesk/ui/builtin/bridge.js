// Runs in the page that Qt gives to the developer tools, instead of their user interface: what the browser
// answers goes to the console, where devtools.py hears it, and window.ask sends what devtools.py asks.
(mark) => {
  const tell = (text) => console.log(mark + text);
  let parts = [];
  let missing = 0;
  DevToolsAPI.dispatchMessage = (message) => tell(typeof message === 'string' ? message : JSON.stringify(message));
  // A long message comes in parts, the first with the length of all.
  DevToolsAPI.dispatchMessageChunk = (part, length) => {
    if (length) [parts, missing] = [[], length];
    parts.push(part);
    missing -= part.length;
    if (missing <= 0) tell(parts.join(''));
  };
  window.ask = (text) => InspectorFrontendHost.sendMessageToBackend(text);
}
