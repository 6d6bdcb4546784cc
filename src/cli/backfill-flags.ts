import type { Condition } from '#domain/condition.ts'
import { UsageError } from '#domain/errors.ts'
import type { BackfillChoices } from '#domain/plan/backfill.ts'
import { parseInstant } from '#domain/time.ts'

/** What commander gives; `--no-x` flags are true unless given. */
export interface ChoiceFlags {
  readonly select?: readonly string[]
  readonly handOverSince?: string
  readonly clocks: boolean
  readonly tasks: boolean
  readonly alerts: boolean
  readonly writeBack: boolean
}

/** @throws UsageError that names the flag. */
export function choicesOf(flags: ChoiceFlags): BackfillChoices {
  return {
    select: (flags.select ?? []).map(conditionOf),
    handOverSince: flags.handOverSince === undefined ? null : instantOf(flags.handOverSince),
    clocks: flags.clocks ? 'start' : 'none',
    leaveOut: [...(flags.tasks ? [] : ['task' as const]), ...(flags.alerts ? [] : ['alerts' as const])],
    writeBack: flags.writeBack ? 'now' : 'later',
  }
}

/** A date is its first moment in UTC. */
function instantOf(text: string): number {
  const at = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
  if (at !== null) return at
  throw new UsageError(
    `--hand-over-since ${text} is neither a date nor an instant: write it as 2026-01-31 or 2026-01-31T09:00:00Z`,
  )
}

const FORM = /^(!?)([a-z0-9_]+)(?:(>=|<=|!=|=|~)(.*))?$/s

/** `stage=a,b`, `stage!=a,b`, `score>=50`, `createdate<=2026-01-01`, `company~ltd`, `phone` (known), `!phone` (blank). */
export function conditionOf(text: string): Condition {
  const [, not = '', property = '', operator, value = ''] = FORM.exec(text.trim()) ?? []
  if (property === '' || (operator !== undefined && (value === '' || not !== '')))
    throw new UsageError(
      `--select ${text} cannot be read: write property=value1,value2, property!=value, property>=50, property<=2026-01-31, property~text, property or !property`,
    )
  switch (operator) {
    case undefined:
      return { property, known: not === '' }
    case '=':
      return { property, in: value.split(',') }
    case '!=':
      return { property, notIn: value.split(',') }
    case '>=':
      return { property, atLeast: value }
    case '<=':
      return { property, atMost: value }
    default:
      return { property, contains: value }
  }
}
