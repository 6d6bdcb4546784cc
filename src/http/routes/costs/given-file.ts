import { createHash } from 'node:crypto'

/** The bytes of a file that came in a request, with the last part of its name. */
export function givenFile(body: { readonly fileName: string; readonly contentBase64: string }) {
  const bytes = Buffer.from(body.contentBase64, 'base64')
  const name = body.fileName.split(/[\\/]/).at(-1) ?? ''
  return { name: name === '' ? 'file' : name, bytes, checksum: createHash('sha256').update(bytes).digest('hex') }
}
