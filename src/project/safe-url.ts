// URLs as an inventory keeps them: without credentials, whatever else is wrong with them.

/** The URL without user name and password. A text that is no URL is kept, but for what stands before an `@` in its host. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@/i, (whole, scheme: string, user: string) =>
    // `git+ssh://git@host` names no secret: the user is part of the address.
    /^(?:[a-z+]*\+)?ssh:/i.test(scheme) && !user.includes(':') ? whole : scheme,
  );
}

/** The last segment of a URL's or file's path, decoded: the name of the file it leads to. Empty where there is none. */
export function fileNameOf(url: string): string {
  const path = url.replace(/[?#].*$/s, '');
  const last = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** The hashes that a URL's fragment carries (`#sha256=…`), in the inventory's form. */
export function hashesOf(url: string): string[] {
  const hashes: string[] = [];
  for (const [, algorithm = '', digest = ''] of url.matchAll(
    /[#&](md5|sha1|sha224|sha256|sha384|sha512)=([0-9a-f]+)/gi,
  )) {
    hashes.push(`${algorithm.toLowerCase()}:${digest.toLowerCase()}`);
  }
  return hashes;
}
