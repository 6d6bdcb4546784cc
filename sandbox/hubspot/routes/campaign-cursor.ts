import { badInput } from '../errors.ts'

/** Cursors of campaigns are opaque: the position in base64 with a line feed, percent-encoded once, as seen on the wire. */
export const cursor = (offset: number): string => encodeURIComponent(Buffer.from(`${offset}\n`).toString('base64'))

export function readCursor(after: string | null): number {
  if (after === null || after === '') return 0
  // Clients hand it back with or without the encoding of their own.
  const encoded = after.replaceAll(/%3D/gi, '=')
  const text = Buffer.from(encoded, 'base64').toString('utf8').trim()
  if (!/^\d+$/.test(text)) throw badInput('Unable to parse value for query parameter: after')
  return Number(text)
}
