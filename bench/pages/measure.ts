import { sql } from 'kysely'
import type { Db } from './rows.ts'
import { everyRequest, type Asked, type Samples } from './requests.ts'

const TIMES = 20
/** What every list is held to. */
export const LIST_LIMIT_MS = 300

export interface Measured extends Asked {
  readonly status: number
  readonly firstMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly kilobytes: number
}

/** Every reading operation with its filters, one after the other; and the second page of each list. */
export async function measureOperations(
  url: string,
  db: Db,
  now: number,
  choice: { readonly only: string; readonly times?: number },
  progress: (line: string) => void,
): Promise<readonly Measured[]> {
  const wanted = everyRequest(await samplesOf(db), now).filter(({ name }) => name.includes(choice.only))
  const done: Measured[] = []
  for (const asked of wanted) {
    const { measured, next } = await measureOne(url, asked, choice.times ?? TIMES)
    done.push(measured)
    progress(`${measured.p95Ms} ms  ${measured.status}  ${asked.path}`)
    if (next === null) continue
    const path = `${asked.path}${asked.path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`
    const second = { ...asked, how: `${asked.how} (second page)`.trim(), path }
    done.push((await measureOne(url, second, choice.times ?? TIMES)).measured)
  }
  return done
}

async function measureOne(
  url: string,
  asked: Asked,
  times: number,
): Promise<{ readonly measured: Measured; readonly next: string | null }> {
  const spans: number[] = []
  let status = 0
  let text = ''
  for (let i = 0; i <= times; i += 1) {
    const before = performance.now()
    const answer = await fetch(url + asked.path)
    text = await answer.text()
    spans.push(performance.now() - before)
    status = answer.status
    // Far too slow: three are enough to know.
    if (i >= 3 && (spans[i] ?? 0) > 3_000) break
  }
  const [first = 0, ...rest] = spans
  const sorted = rest.toSorted((a, b) => a - b)
  const at = (part: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0)
  const measured = {
    ...asked,
    status,
    firstMs: Math.round(first),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    kilobytes: Math.round(text.length / 1024),
  }
  return { measured, next: nextOf(status, text) }
}

function nextOf(status: number, text: string): string | null {
  if (status !== 200 || !text.startsWith('{')) return null
  const { nextCursor } = JSON.parse(text) as { readonly nextCursor?: unknown }
  return typeof nextCursor === 'string' ? nextCursor : null
}

async function samplesOf(db: Db): Promise<Samples> {
  const one = async (query: string): Promise<readonly string[]> => {
    const { rows } = await sql<{ a: string; b: string }>`${sql.raw(query)}`.execute(db)
    return [rows[0]?.a ?? '', rows[0]?.b ?? '']
  }
  // The link with thousands of changes, and a handoff that waits.
  const [link = ''] = await one(
    `select id as a from app.link where connection_id = 'bench' and kind = 'person' order by id limit 1`,
  )
  const [handoff = ''] = await one(
    `select id as a from app.handoff where connection_id = 'bench' and state = 'open' limit 1`,
  )
  const [deal = ''] = await one(`select id as a from app.opportunity where connection_id = 'bench' and is_won limit 1`)
  const [match = ''] = await one(
    `select id as a from app.review where connection_id = 'bench' and state = 'open' limit 1`,
  )
  const [conflictLink = '', map = ''] = await one(`select link_id as a, map as b from app.field_conflict limit 1`)
  return { link, handoff, deal, match, conflict: { link: conflictLink, map } }
}

/** A line for each operation: the slowest of its filters, the slowest operations first. */
export function tableOf(measured: readonly Measured[]): readonly string[] {
  const byName = Map.groupBy(measured, ({ name }) => name)
  const worst = [...byName.values()].map((all) => ({
    all,
    slowest: all.reduce((a, b) => (b.p95Ms > a.p95Ms ? b : a)),
  }))
  return worst
    .toSorted((a, b) => b.slowest.p95Ms - a.slowest.p95Ms)
    .map(({ all, slowest: { name, how, p50Ms, p95Ms, firstMs, kilobytes, isList } }) => {
      const failed = all.filter(({ status }) => status !== 200)
      const late = isList && p95Ms > LIST_LIMIT_MS ? '  TOO SLOW' : ''
      const wrong = failed.length === 0 ? '' : `  ${failed.length} FAILED (${failed[0]?.status} ${failed[0]?.how})`
      const figures = [p50Ms, p95Ms, firstMs].map((ms) => String(ms).padStart(7)).join('')
      return `${name.padEnd(28)}${figures}${String(kilobytes).padStart(7)}  ${how}${late}${wrong}`
    })
}
