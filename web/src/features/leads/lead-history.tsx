import { Text } from '@mantine/core'
import type { LeadDetail } from '#http/contract/lead-detail.ts'
import { Told } from '../../components/told.tsx'
import { When } from '../../components/when.tsx'
import { readable } from '../../words.ts'
import classes from './leads.module.css'

interface Props {
  readonly detail: LeadDetail
}

/** What happens if nobody answers. */
export function Ahead({ detail: { ahead } }: Props) {
  if (ahead.length === 0) return null
  return (
    <section>
      <h3 className={classes['part']}>If nobody answers</h3>
      <ul className={classes['line']}>
        {ahead.map(({ at, what, clock }) => (
          <li key={`${clock} ${what} ${at ?? ''}`} data-tone={what === 'The deadline passes' ? 'bad' : undefined}>
            {what}
            <div className={classes['why']}>
              {at === null ? 'not while the clock is on hold' : <When at={at} as="date" />} · {readable(clock)}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

const GOOD: ReadonlySet<string> = new Set(['Answered', 'The breach is taken back'])

/** What happened to several clocks at once is one happening. */
function eventsOf(clocks: LeadDetail['clocks']) {
  const all = clocks.flatMap(({ timeline, name, rep }) =>
    timeline.map((event) => ({ ...event, of: rep === null ? readable(name) : `${readable(name)} of ${rep}` })),
  )
  return [...Map.groupBy(all, ({ at, what, why }) => JSON.stringify([at, what, why])).values()]
    .flatMap(([first, ...more]) =>
      first === undefined ? [] : [{ ...first, of: [first, ...more].map(({ of }) => of).join(', ') }],
    )
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** Everything that happened to its clocks in this cycle, oldest first, with why. */
export function Timeline({ detail: { clocks, lead } }: Props) {
  const events = eventsOf(clocks.filter(({ cycle }) => cycle === lead.cycle))
  if (events.length === 0) return null
  return (
    <section>
      <h3 className={classes['part']}>What happened, and why</h3>
      <ul className={classes['line']}>
        {events.map(({ at, what, why, of }, i) => (
          <li
            // Several may happen at one instant.
            key={`${at} ${of} ${what} ${i}`}
            data-tone={GOOD.has(what) ? 'good' : what === 'The deadline passes' ? 'bad' : undefined}
          >
            {what}
            <div className={classes['why']}>
              <When at={at} as="date" /> · {of}
              {why === '' || why === 'reached' ? null : <Told>{` · ${why}`}</Told>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

const VERDICTS = { chosen: 'chosen', skipped: 'not taken', 'no-match': 'nobody' } as const

/** Who was looked at when the owner was chosen. */
export function Routing({ detail: { routing } }: Props) {
  if (routing.length === 0) return null
  return (
    <section>
      <h3 className={classes['part']}>Who was looked at, in order</h3>
      <ul className={classes['line']}>
        {routing.map(({ rule, candidate, verdict, why }, i) => (
          <li key={`${rule} ${candidate ?? ''} ${i}`} data-tone={verdict === 'chosen' ? 'good' : undefined}>
            {candidate === null ? 'Fits nobody' : `${candidate}: ${VERDICTS[verdict]}`}
            <div className={classes['why']}>
              {rule} · {why}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Every time the person was given to sales, and who had them. */
export function Cycles({ detail: { cycles } }: Props) {
  return (
    <section>
      <h3 className={classes['part']}>
        {cycles.length === 1 ? 'Who had it' : `Given to sales ${cycles.length} times`}
      </h3>
      {cycles.map((cycle) => (
        <div key={cycle.id}>
          {cycles.length === 1 ? null : (
            <Text size="sm" fw={600} mt="xs">
              Time {cycle.cycle}: <When at={cycle.handedOverAt} as="date" />
              {cycle.rejectReason === null ? '' : `, given back: ${cycle.rejectReason}`}
            </Text>
          )}
          <ul className={classes['line']}>
            {cycle.owners.map(({ owner, from, why, rule }) => (
              <li key={from}>
                {owner}
                <div className={classes['why']}>
                  <When at={from} as="date" /> · {why === '' ? rule : why}
                </div>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
