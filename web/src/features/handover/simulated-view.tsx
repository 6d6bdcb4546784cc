import { Group } from '@mantine/core'
import type { Simulated } from '#http/contract/simulation.ts'
import { AlertIcon, CheckIcon, ChevronIcon } from '../../components/icons.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { formatExact } from '../../format/time.ts'
import { readable } from '../../words.ts'
import { UrgencyBadge } from './contracts-part.tsx'
import { ruleWords, secondsWords } from './words.ts'
import classes from './handover.module.css'

/** Who would get one lead, by when, by which rule; and everybody who was passed over. */
export function SimulatedView({ lead }: { readonly lead: Simulated }) {
  const { person, contract, clocks, steps } = lead
  const who = person.name ?? person.email ?? 'This lead'
  return (
    <article className={classes['result']}>
      <p className={classes['quiet']}>
        {who}
        {person.company === null ? '' : `, ${person.company}`}
        {person.lastHandoff === null
          ? ''
          : ` · was handed over before: ${person.lastHandoff.state}, ${person.lastHandoff.owner}`}
      </p>
      <p className={classes['headline']}>{headline(lead)}</p>
      {lead.enters.yes ? null : (
        <Group gap={6} wrap="nowrap" align="flex-start">
          <StatusBadge tone="warn" icon={<AlertIcon size={12} />}>
            Would not be handed over now
          </StatusBadge>
          <span className={classes['words']}>The person {lead.enters.why}.</span>
        </Group>
      )}
      {contract === null ? (
        <p className={classes['words']}>No handover contract fits.</p>
      ) : (
        <>
          <p className={classes['words']}>
            By <b>{ruleWords(lead.rule ?? '')}</b> · contract <b>{readable(contract.name)}</b> (version{' '}
            {contract.version}): {contract.reason}
          </p>
          <Group gap={8}>
            <UrgencyBadge urgency={contract.urgency} />
            <span className={classes['quiet']}>{contract.urgencyRule}</span>
          </Group>
          <p className={classes['quiet']}>Next step on the task: “{contract.nextStep}”</p>
        </>
      )}
      {lead.policy === null ? (
        contract === null ? null : (
          <p className={classes['words']}>No policy fits: there is no deadline.</p>
        )
      ) : (
        <ul className={classes['criteria']}>
          {clocks.map((clock) => (
            <li key={clock.name}>
              {clock.dueAt === null ? (
                <>No due time: {readable(clock.calendar)} never has that much time.</>
              ) : (
                <>
                  Due{' '}
                  <b title={formatExact(clock.dueAt)}>
                    {localWords(clock.dueAt, clock.timeZone)} ({clock.timeZone})
                  </b>
                </>
              )}{' '}
              <span className={classes['quiet']}>
                {secondsWords(clock.targetSeconds)} of {readable(clock.calendar)}, {readable(clock.name)}, policy{' '}
                {readable(lead.policy?.name ?? '')}
              </span>
            </li>
          ))}
        </ul>
      )}
      {steps.length === 0 ? null : (
        <section>
          <h4 className={classes['cardTitle']}>Who was looked at, in order</h4>
          <ol className={classes['steps']}>
            {steps.map((step, i) => (
              <li key={i} className={classes['step']} data-verdict={step.verdict}>
                {step.verdict === 'chosen' ? <CheckIcon size={16} /> : <ChevronIcon size={16} />}
                <span>
                  {ruleWords(step.rule)}: {step.who === null ? '' : `${step.who} `}
                  {VERDICTS[step.verdict]}, {step.why}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </article>
  )
}

const VERDICTS: Readonly<Record<Simulated['steps'][number]['verdict'], string>> = {
  chosen: 'gets it',
  skipped: 'is passed over',
  'no-match': 'nobody',
}

function headline({ outcome, owner, queue, heldUntil }: Simulated): string {
  const name = owner?.name ?? 'nobody'
  if (outcome === 'owner') return `${name} gets it`
  if (outcome === 'queue') return `Queue ${queue ?? ''} gets it; ${name} answers for it`
  if (outcome === 'held')
    return `It waits until somebody can take it${heldUntil === null ? '' : ` (${formatExact(heldUntil)})`}; ${name} answers for it`
  return outcome === 'nobody' ? 'Nobody can take it, not even the fallback owner' : 'Nobody gets it'
}

const localWords = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat(undefined, {
    weekday: 'long',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone,
  }).format(new Date(instant))
