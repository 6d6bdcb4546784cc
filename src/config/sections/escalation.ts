import * as z from 'zod'
import type { LadderAction, LadderMoment, LadderStep } from '#domain/sla/ladder.ts'
import { duration } from '../duration.ts'

const moment = z.union(
  [
    z.strictObject({ beforeDue: duration }),
    z.strictObject({ afterDue: duration }),
    z.strictObject({ fraction: z.number().positive() }),
  ],
  { error: 'say when: {beforeDue: 30m}, {afterDue: 1h} or {fraction: 0.8}' },
)

const action = z.union(
  [
    z.enum(['remind', 'notify_manager', 'reassign', 'escalate']),
    z.strictObject({ notify_channel: z.string() }),
    z.strictObject({
      create_task: z.strictObject({
        subject: z.string().min(1).max(255),
        for: z.enum(['owner', 'manager']).default('owner'),
      }),
    }),
    z.strictObject({ recycle: z.strictObject({ reason: z.string().min(1) }) }),
    z.strictObject({ set_field: z.strictObject({ field: z.string().min(1), value: z.string() }) }),
  ],
  {
    error:
      'do one of: remind, notify_manager, reassign, escalate, {notify_channel: name}, {create_task: {subject: text}}, {recycle: {reason: text}}, {set_field: {field: name, value: text}}',
  },
)

/** One step of the ladder: when, and what is done, once. */
export const ladderStep = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,24}$/, 'up to 24 lower-case letters, digits and "-"')
    .describe('Never change it later: what was done is remembered by it.'),
  at: moment,
  do: action,
  clock: z.string().optional().describe('Name of the clock; default: the first of the policy.'),
})

/** As domain/sla/ladder has it. */
export const toLadderStep = (step: z.output<typeof ladderStep>, firstClock: string): LadderStep => ({
  id: step.id,
  at: toMoment(step.at),
  action: toAction(step.do),
  clock: step.clock ?? firstClock,
})

function toMoment(at: z.output<typeof moment>): LadderMoment {
  if ('beforeDue' in at) return { beforeDueSeconds: at.beforeDue }
  return 'afterDue' in at ? { afterDueSeconds: at.afterDue } : at
}

function toAction(what: z.output<typeof action>): LadderAction {
  if (typeof what === 'string') return { kind: what }
  if ('notify_channel' in what) return { kind: 'notify_channel', channel: what.notify_channel }
  if ('create_task' in what) return { kind: 'create_task', ...what.create_task }
  if ('recycle' in what) return { kind: 'recycle', ...what.recycle }
  return { kind: 'set_field', ...what.set_field }
}
