import { getDomain } from 'tldts'

/** A host name in lower case and ASCII (IDN as punycode); null when the text is none. */
export function asciiHost(raw: string): string | null {
  if (raw === '' || /[\s/:?#@\\%]/.test(raw)) return null
  return URL.parse(`http://${raw}`)?.hostname ?? null
}

/**
 * The domain that somebody registered, of a host, a web address or an e-mail address: `www.shop.example.co.uk/a` gives `example.co.uk`.
 * By the public suffix list with its private part, so every `*.github.io` is an owner of its own.
 *
 * @returns null for an IP address, a name without a dot, a public suffix alone, or anything that is no address. Total: throws nothing.
 */
export function registrableDomain(raw: string): string | null {
  const text = raw.trim().toLowerCase()
  const host = /^(?:[a-z][a-z0-9+.-]*:(?:\/\/)?)?(?:[^/?#@]*@)?([^/?#:]+)/.exec(text)?.[1]?.replace(/\.$/, '')
  const ascii = host === undefined ? null : asciiHost(host)
  return ascii === null ? null : getDomain(ascii, { allowPrivateDomains: true })
}
