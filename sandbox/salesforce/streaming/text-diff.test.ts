import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { textDiff } from './text-diff.ts'

const lines = Array.from({ length: 40 }, (_, line) => `Line ${line} ${'x'.repeat(40)}`)
const before = lines.join('\r\n')

function changesOf(after: string): string | undefined {
  const diff = textDiff(before, after)
  const head = `--- \n+++ ${createHash('sha256').update(after).digest('hex')}\n`
  return diff?.startsWith(head) === true ? diff.slice(head.length) : undefined
}

test('changed, added and removed lines are told with their places on both sides', () => {
  const after = ['Zero', ...lines.slice(0, 10), 'Ten and a half', ...lines.slice(11, 30), ...lines.slice(32)]
  expect(changesOf(after.join('\r\n'))).toBe(
    [
      '@@ -1,0 +1,1 @@',
      '+Zero',
      '@@ -11,1 +12,1 @@',
      `-${lines[10]}`,
      '+Ten and a half',
      '@@ -31,2 +32,0 @@',
      `-${lines[30]}`,
      `-${lines[31]}`,
    ].join('\n'),
  )
})

test('the whole value is sent when a difference saves nothing', () => {
  expect(textDiff('a'.repeat(999), 'b'.repeat(999))).toBeNull()
  expect(textDiff(before, 'short')).toBeNull()
  expect(textDiff(before, `${before}${'y'.repeat(before.length)}`)).toBeNull()
  const most = lines.map((line, at) => (at % 3 === 0 ? `${line}!` : line)).join('\r\n')
  expect(textDiff(before, most)).toBeNull()
  expect(textDiff('x'.repeat(2000), `${'x'.repeat(2000)}y`)).toBeNull()
})
