const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const SHAPE = /^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/

/**
 * The 18-character form of a case-sensitive 15-character id: each of the last three characters tells which of five
 * characters are capitals. https://help.salesforce.com/s/articleView?id=000385585
 */
function withChecksum(id15: string): string {
  let suffix = ''
  for (let chunk = 0; chunk < 3; chunk += 1) {
    let bits = 0
    for (let place = 0; place < 5; place += 1) {
      const code = id15.charCodeAt(chunk * 5 + place)
      if (code >= 65 && code <= 90) bits += 1 << place
    }
    suffix += CHECKSUM[bits] ?? 'A'
  }
  return id15 + suffix
}

/** The n-th id of a key prefix. Ids of one prefix sort in the order they were made, as in an org of one instance. */
export function makeId(keyPrefix: string, counter: number): string {
  let digits = ''
  for (let rest = counter, place = 0; place < 5; place += 1, rest = Math.floor(rest / 62)) {
    digits = (ALPHABET[rest % 62] ?? '0') + digits
  }
  return withChecksum(`${keyPrefix}5e00000${digits}`)
}

/** 18 characters for a 15- or 18-character id; null when the text is no id. A wrong checksum is no id. */
export function toId18(text: string): string | null {
  if (!SHAPE.test(text)) return null
  const full = withChecksum(text.slice(0, 15))
  return text.length === 15 || full.slice(15) === text.slice(15).toUpperCase() ? full : null
}
