import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TrafficCount } from '#sandbox/core/traffic-log.ts'

/** What one sandbox left behind: the file of its exchanges, how many are in it, and how many it says it answered. */
export interface RecordedTraffic {
  readonly crm: 'hubspot' | 'salesforce'
  readonly file: string
  readonly exchanges: number
  /** Null when the sandbox was killed before it could say. */
  readonly count: TrafficCount | null
}

/** Everything that sandboxes recorded into a folder (`SANDBOX_RECORD`). */
export async function recordedTraffic(folder: string): Promise<readonly RecordedTraffic[]> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : []
  const traffic: RecordedTraffic[] = []
  for (const name of names.toSorted()) {
    const file = join(folder, name)
    const counted = file.replace(/\.jsonl$/, '.count.json')
    traffic.push({
      crm: name.startsWith('hubspot-') ? 'hubspot' : 'salesforce',
      file,
      exchanges: await linesOf(file),
      count: existsSync(counted) ? (JSON.parse(readFileSync(counted, 'utf8')) as TrafficCount) : null,
    })
  }
  return traffic
}

async function linesOf(file: string): Promise<number> {
  let lines = 0
  for await (const line of createInterface({ input: createReadStream(file) })) if (line !== '') lines += 1
  return lines
}

/** One line for each sandbox whose own counter and recorded exchanges do not agree. */
export function disagreements(traffic: readonly RecordedTraffic[]): readonly string[] {
  return traffic.flatMap(({ file, exchanges, count }) => {
    if (count === null) return [`${file}: the sandbox ended without saying how much it answered`]
    return count.answered === exchanges ? [] : [`${file}: ${exchanges} recorded, ${count.answered} answered`]
  })
}
