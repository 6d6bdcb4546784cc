const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  euro: '€',
  copy: '©',
  reg: '®',
  laquo: '«',
  raquo: '»',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
}

/** Elements whose text nobody sees. */
const UNSEEN = /<(script|style|head|title)\b[^>]*>[\s\S]*?<\/\1\s*>/gi
const TAG = /<\/?([a-z][a-z0-9]*)\b(?:"[^"]*"|'[^']*'|[^'">])*>/gi
const BLOCKS: ReadonlySet<string> = new Set('p div li ul ol tr table h1 h2 h3 h4 h5 h6 blockquote pre hr'.split(' '))

/** Stands where a block begins or ends: however many meet, they part two lines. A private character, for no text holds it. */
const EDGE = '\uE000'

/**
 * What people read of formatted text: tags go, `<br>` and blocks become line breaks, list items begin with "- ", entities
 * become their characters. Links keep their words and lose the address. Text without tags keeps its own line breaks.
 */
export function toPlainText(html: string): string {
  if (html.search(TAG) === -1) return withoutEntities(html).trim()
  const marked = html
    .replaceAll(EDGE, '')
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(UNSEEN, '')
    .replaceAll(/[ \t]*\r?\n[ \t]*/g, ' ')
    .replaceAll(TAG, (tag, name: string) => breakFor(tag, name.toLowerCase()))
  const lines = marked
    .replaceAll(/ *\uE000 */g, EDGE)
    // The last `<br>` of a block that holds text shows nothing; one alone is an empty line.
    .replaceAll(/(?<=[^\uE000\n])\n(?=\uE000)/g, '')
    .replaceAll(/\n\uE000+/g, '\n')
    .replaceAll(/\uE000+/g, '\n')
    .split('\n')
    .map((line) => line.trim())
  return withoutEntities(lines.join('\n').trim()).trim()
}

function breakFor(tag: string, name: string): string {
  if (name === 'br') return '\n'
  if (name === 'li' && !tag.startsWith('</')) return `${EDGE}- `
  if (BLOCKS.has(name)) return EDGE
  return name === 'td' || name === 'th' ? ' ' : ''
}

function withoutEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, dec, hex, name) => {
    if (typeof name === 'string') return NAMED[name] ?? whole
    const code = typeof dec === 'string' ? Number(dec) : Number.parseInt(String(hex), 16)
    return code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole
  })
}

/** Plain text as a paragraph a line; characters that HTML reads otherwise are written as entities. */
export function toRichText(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.trim() === '' ? '<p><br></p>' : `<p>${escaped(line)}</p>`))
    .join('')
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
