import { asciiHost } from './host.ts'
import { isPlaceholder } from './placeholder.ts'

const LOCAL = /^[^\s@"(),:;<>[\\\]]{1,64}$/
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/

/**
 * The one form of an e-mail address that is compared and stored: lower case, without display name, `mailto:` and a dot at the end, the
 * domain in its ASCII form.
 *
 * @returns null when there is no single valid address: blank, a placeholder, two addresses in one field, a domain without a dot. The raw
 * value is the caller's to keep. Total: throws nothing.
 */
export function normalizeEmail(raw: string): string | null {
  if (isPlaceholder(raw)) return null
  const named = /^[^<>]*<([^<>]*)>$/.exec(raw.trim())
  const address = (named?.[1] ?? raw)
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/\?.*$/, '')
    .toLowerCase()
  const [local = '', domain = '', ...more] = address.split('@')
  if (more.length > 0 || !LOCAL.test(local) || /^\.|\.$|\.\./.test(local)) return null
  const host = asciiHost(domain.replace(/\.$/, ''))
  return host !== null && host.length <= 253 && HOST.test(host) ? `${local}@${host}` : null
}

/**
 * A key that the addresses of one mailbox share: without `+tag` everywhere, without dots for Gmail, whose two domains are one.
 * It suggests that two people are one; it never decides: another provider may give `a+b` to somebody else.
 *
 * @param raw an address in any form. @returns null where `normalizeEmail` gives null.
 */
export function emailDedupeKey(raw: string): string | null {
  const email = normalizeEmail(raw)
  if (email === null) return null
  const [local = '', domain = ''] = email.split('@')
  const untagged = local.replace(/(?<=[^.])\.*\+.*$/, '')
  return domain === 'gmail.com' || domain === 'googlemail.com'
    ? `${untagged.replaceAll('.', '')}@gmail.com`
    : `${untagged}@${domain}`
}
