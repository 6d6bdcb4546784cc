export interface GivenFile {
  readonly fileName: string
  readonly contentBase64: string
}

/** The bytes as they are: the server finds out the encoding. */
export async function readFile(file: File): Promise<GivenFile> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  // In pieces: a call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 0x8000)
    text += String.fromCodePoint(...bytes.subarray(start, start + 0x8000))
  return { fileName: file.name, contentBase64: btoa(text) }
}
