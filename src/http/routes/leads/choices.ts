import { readChoices } from '#app/leads/read-choices.ts'
import { writesFor } from '#domain/handoff/word.ts'
import type { Rep } from '#domain/routing/types.ts'
import { readLeadChoicesContract } from '../../contract/leads.ts'
import { connectionRoute } from '../../route.ts'

const toPerson = ({ id, name, email }: Rep) => ({ id, name, email })

export const readLeadChoices = connectionRoute(readLeadChoicesContract, async ({ scope, actor }) => {
  const { feedback, sla, handover } = scope.config
  const { you, reasons, reps, pools, campaigns } = await readChoices(scope, actor)
  const days = (reason: string): number | null =>
    Object.hasOwn(feedback.returnAfterDaysByReason, reason)
      ? (feedback.returnAfterDaysByReason[reason] ?? null)
      : feedback.returnAfterDays
  return {
    you: { rep: you.rep === null ? null : toPerson(you.rep), all: you.all },
    reasons: reasons.reasons.map((reason) => ({ reason, returnAfterDays: days(reason) })),
    freeReason: reasons.free,
    reps: reps.map(({ rep, pools: of }) => ({ ...toPerson(rep), pools: [...of] })),
    pools: [...pools],
    policies: sla.map(({ id, name }) => ({ id, name })),
    contracts: handover.map(({ id, name }) => ({ id, name })),
    campaigns: [...campaigns],
    writes: {
      acceptedStatus: writesFor('Lead', { kind: 'accept' }, feedback)['Status'] ?? null,
      rejectedStatus: writesFor('Lead', { kind: 'reject', reason: '' }, feedback)['Status'] ?? null,
      reasonField: feedback.reasonField,
      recycleStage: feedback.recycleStage,
    },
  }
})
