// Web addresses out of records: only http and https, in the form of RFC 3986, fit for a terminal, SARIF or a page.

/** The address with everything odd percent-encoded; null where it is none that a browser should open. */
export function safeLink(address: string | null): string | null {
  if (address === null || address.length > 2000 || !/^https?:\/\//i.test(address)) return null;
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '' || !/^[a-z0-9.-]+$/.test(url.hostname)) return null;
  const path = `${url.pathname}${url.search}`.replace(/#/g, '%23');
  return `${url.protocol}//${url.host}${encodeOdd(path)}${url.hash === '' ? '' : `#${encodeOdd(url.hash.slice(1))}`}`;
}

function encodeOdd(text: string): string {
  return text
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replace(/[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]/gu, (character) => encodeURIComponent(character));
}
