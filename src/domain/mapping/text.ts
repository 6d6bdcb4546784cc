/**
 * At most `length` UTF-16 code units, as both platforms count; a pair of surrogates is never halved, for the half would be a
 * value that neither stores.
 */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

/** One spelling of line ends: HubSpot keeps what it was sent, Salesforce answers with CR LF or LF as a record was made. */
export const withLineFeeds = (text: string): string => (text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text)
