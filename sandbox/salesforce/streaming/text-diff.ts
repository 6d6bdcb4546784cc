import { createHash } from 'node:crypto'

const MIN_LENGTH = 1000

interface Hunk {
  /** Numbers of the first line on each side, from 1. */
  readonly oldAt: number
  readonly newAt: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

/**
 * The unified difference that replaces a long text of an updated record, headed by the SHA-256 of the new value; null
 * when the whole value is sent: below 1,000 characters, a length that differs by more than half, more than a quarter of
 * the lines changed, or a difference that is longer than the value.
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_data_diff.htm
 */
export function textDiff(before: string, after: string): string | null {
  if (before.length < MIN_LENGTH || after.length < MIN_LENGTH) return null
  if (Math.abs(after.length - before.length) > before.length / 2) return null
  const oldLines = before.split(/\r\n|\n|\r/)
  const newLines = after.split(/\r\n|\n|\r/)
  const hunks = hunksOf(oldLines, newLines)
  const changed = hunks.reduce((sum, hunk) => sum + hunk.removed.length + hunk.added.length, 0)
  if (changed > (oldLines.length + newLines.length) / 4) return null
  const hash = createHash('sha256').update(after).digest('hex')
  const text = `--- \n+++ ${hash}\n${hunks.map(hunkText).join('\n')}`
  return text.length > after.length ? null : text
}

function hunkText(hunk: Hunk): string {
  const lines = [...hunk.removed.map((line) => `-${line}`), ...hunk.added.map((line) => `+${line}`)]
  return `@@ -${hunk.oldAt},${hunk.removed.length} +${hunk.newAt},${hunk.added.length} @@\n${lines.join('\n')}`
}

/** Runs of lines that differ, found by the longest common subsequence of what is between the equal ends. */
function hunksOf(oldLines: readonly string[], newLines: readonly string[]): Hunk[] {
  let start = 0
  while (start < Math.min(oldLines.length, newLines.length) && oldLines[start] === newLines[start]) start += 1
  let tail = 0
  const shorter = Math.min(oldLines.length, newLines.length) - start
  while (tail < shorter && oldLines.at(-1 - tail) === newLines.at(-1 - tail)) tail += 1
  const oldEnd = oldLines.length - tail
  const newEnd = newLines.length - tail
  const common = commonLengths(oldLines.slice(start, oldEnd), newLines.slice(start, newEnd))
  const hunks: Hunk[] = []
  let oldAt = start
  let newAt = start
  let open: { oldAt: number; newAt: number; removed: string[]; added: string[] } | null = null
  while (oldAt < oldEnd || newAt < newEnd) {
    if (oldAt < oldEnd && newAt < newEnd && oldLines[oldAt] === newLines[newAt]) {
      if (open) hunks.push(open)
      open = null
      oldAt += 1
      newAt += 1
      continue
    }
    open ??= { oldAt: oldAt + 1, newAt: newAt + 1, removed: [], added: [] }
    const down = common[oldAt - start + 1]?.[newAt - start] ?? 0
    const right = common[oldAt - start]?.[newAt - start + 1] ?? 0
    if (newAt >= newEnd || (oldAt < oldEnd && down >= right)) open.removed.push(oldLines[oldAt++] ?? '')
    else open.added.push(newLines[newAt++] ?? '')
  }
  if (open) hunks.push(open)
  return hunks
}

/** `lengths[i][j]`: how many lines the rests from i and j have in common, in order. */
function commonLengths(oldLines: readonly string[], newLines: readonly string[]): number[][] {
  const lengths = Array.from({ length: oldLines.length + 1 }, () =>
    Array.from<number>({ length: newLines.length + 1 }).fill(0),
  )
  for (let i = oldLines.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] ?? []
    const below = lengths[i + 1] ?? []
    for (let j = newLines.length - 1; j >= 0; j -= 1) {
      row[j] = oldLines[i] === newLines[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return lengths
}
