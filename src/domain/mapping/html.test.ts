import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { toPlainText, toRichText } from './html.ts'

describe('formatted text as people read it', () => {
  it.each([
    ['<p>Hello <b>World</b></p>', 'Hello World'],
    ['<p>a</p><p>b</p>', 'a\nb'],
    ['<p>a<br>b<br></p><p>c</p>', 'a\nb\nc'],
    ['<p>a</p><p><br></p><p>b</p>', 'a\n\nb'],
    ['<div><div>a</div>\n  <div>b</div></div>', 'a\nb'],
    ['<ul><li>one</li><li>two</li></ul>', '- one\n- two'],
    [
      '<style>p { color: red }</style><p title="a > b">x &amp; y &lt; z &#8364;&#x41;&nbsp;&uuml;</p>',
      'x & y < z €A ü',
    ],
    ['<!-- note --><a href="https://x.example">link</a>', 'link'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['no tags\nat all &amp; an entity &unknown;', 'no tags\nat all & an entity &unknown;'],
    ['<p>&#0;&#xD800;</p>', '&#0;&#xD800;'],
    ['<p> </p>', ''],
  ])('%j reads %j', (html, text) => {
    expect(toPlainText(html)).toBe(text)
  })
})

const line = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replaceAll(/[\n\r\uE000]/g, '').trim())
  .filter((text) => !/&[#a-z0-9]+;/i.test(text))
const lines = fc.array(line, { maxLength: 5 }).map((all) => all.join('\n').trim())

describe('plain text', () => {
  test.prop([lines])('made formatted and read again is the same', (text) => {
    expect(toPlainText(toRichText(text))).toBe(text)
  })

  it('cannot smuggle markup into a formatted field', () => {
    expect(toRichText('<script>x</script>')).toBe('<p>&lt;script&gt;x&lt;/script&gt;</p>')
  })
})
