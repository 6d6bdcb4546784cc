import { Command } from 'commander'
import { formatInstant } from '#domain/time.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Instant } from '#domain/instant.ts'
import type { Link } from '#domain/identity/link.ts'
import { createOutput } from './output.ts'
import { openStored } from './stored.ts'
import { whole } from './preview.ts'

interface Flags {
  readonly connection?: string
  readonly demo?: string | true
  readonly limit: string
  readonly json?: true
}

/** People whom sales gave back, whose return is due, and who stay all the same. */
export const returns = new Command('returns')
  .description('who was given back by sales, could come back by now, and stays; why, and when that is asked again')
  .option('--connection <id>', 'only needed when there are several')
  .option('--demo [folder]', 'look at the demo, or at that of a folder of CSV files')
  .option('--limit <n>', 'so many', '200')
  .option('--json', 'print them as one JSON object')
  .action(async (flags: Flags) => {
    const output = createOutput(flags.json === true)
    const opened = await openStored(flags, (line) => output.say(line))
    try {
      const { store, connection } = opened
      const staying = await store.handoffs.staying(connection, whole('--limit', flags.limit))
      const links = await store.links.byIds(
        connection,
        staying.map(({ linkId }) => linkId),
      )
      const people = staying.map((handoff) => toPerson(handoff, links.get(handoff.linkId)))
      const text = people.length === 0 ? 'Nobody is held back.' : people.map(line).join('\n')
      output.result({ staying: people }, text)
    } finally {
      await opened.close()
    }
  })

const toPerson = (handoff: Handoff, link: Link | undefined) => ({
  hubspotId: link?.hubspotId ?? null,
  salesforceId: link?.salesforceId ?? null,
  cycle: handoff.cycle,
  rejectedAt: at(handoff.rejectedAt),
  rejectReason: handoff.rejectReason,
  returnAt: at(handoff.returnAt),
  why: handoff.staysBecause ?? null,
  askedAgainAt: at(handoff.returnLookAt ?? null),
})

const at = (instant: Instant | null): string | null => (instant === null ? null : formatInstant(instant))

const line = ({ hubspotId, why, returnAt, askedAgainAt }: ReturnType<typeof toPerson>): string =>
  `contact ${hubspotId ?? '-'}: ${why ?? ''} (${returnAt === null ? 'qualified anew' : `could return since ${returnAt}`}, asked again ${askedAgainAt ?? 'with its next change'})`
