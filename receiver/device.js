// What this browser is: its suggested name, what the desk is told about it, and what it lacks.

const BROWSERS = [ // the first that fits; the order matters, because they quote each other
  [/QtWebEngine\//, 'Built-in browser'],
  [/Edg(A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Vivaldi\//, 'Vivaldi'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\//, 'Chromium'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];
const first = (table, text, otherwise) => table.find(([pattern]) => pattern.test(text))?.[1] ?? otherwise;

export function browserName() {
  if (navigator.brave) return 'Brave';
  const name = first(BROWSERS, navigator.userAgent, 'Browser');
  const brands = navigator.userAgentData?.brands?.map(({ brand }) => brand) ?? [];
  const chromiumOnly = brands.includes('Chromium') && !brands.includes('Google Chrome');
  return name === 'Chrome' && chromiumOnly ? 'Chromium' : name;
}

export function systemName() {
  // An iPad says it is a Mac; no Mac has a touch screen.
  if (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1) return 'iOS';
  return first(SYSTEMS, navigator.userAgent, 'this system');
}

export const suggestedName = () => `${browserName()} on ${systemName()}`;

export const isInstalled = () => matchMedia('(display-mode: standalone)').matches || navigator.standalone === true;

export function describeDevice(name) {
  return {
    name,
    browser: browserName(),
    system: systemName(),
    userAgent: navigator.userAgent,
    platform: navigator.userAgentData?.platform || navigator.platform,
    language: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    maxActions: window.Notification?.maxActions ?? 0,
    contentEncodings: [...(window.PushManager?.supportedContentEncodings ?? [])],
    installed: isInstalled(),
  };
}

// What stands in the way of push here: insecure | home-screen | private | old, or null when nothing does.
export function missing() {
  if (!window.isSecureContext) return 'insecure';
  if (systemName() === 'iOS' && !('PushManager' in window)) return isInstalled() ? 'old' : 'home-screen';
  if (!('serviceWorker' in navigator)) return browserName() === 'Firefox' ? 'private' : 'old';
  if (!('PushManager' in window) || !('Notification' in window)) return 'old';
  return null;
}
