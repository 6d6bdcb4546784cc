import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CallCounts } from './counters.ts'
import type { Recorder } from './recorder.ts'
import { recordTo } from './recorder.ts'

/** What a sandbox says it answered, beside the exchanges it recorded: whoever checks the file knows that none is missing. */
export interface TrafficCount {
  readonly answered: number
  /** Calls whose connection was cut: they have no answer to record. */
  readonly dropped: number
}

export interface TrafficLog extends Recorder {
  /** Writes the count. A sandbox that is killed leaves none. */
  end(counts: CallCounts): void
}

let opened = 0

/**
 * With SANDBOX_RECORD=FOLDER every sandbox, in whatever process it runs, records its traffic there:
 * `<crm>-<process>-<n>.jsonl` and, when it ends, `<crm>-<process>-<n>.count.json`. Undefined when the variable is not set.
 */
export function trafficLog(crm: string, folder = process.env['SANDBOX_RECORD']): TrafficLog | undefined {
  if (folder === undefined || folder === '') return undefined
  mkdirSync(folder, { recursive: true })
  opened += 1
  const stem = join(folder, `${crm}-${process.pid}-${opened}`)
  const recorder = recordTo(`${stem}.jsonl`)
  return {
    ...recorder,
    end(counts) {
      const count: TrafficCount = { answered: counts.total - counts.dropped, dropped: counts.dropped }
      writeFileSync(`${stem}.count.json`, `${JSON.stringify(count)}\n`)
      recorder.close()
    },
  }
}
