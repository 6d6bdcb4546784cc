import { handoverFacts } from '#app/handoff/handover-facts.ts'
import { readHandoverFactsContract } from '../../contract/handover.ts'
import { toFacts } from '../../present/handover.ts'
import { connectionRoute } from '../../route.ts'

export const readHandoverFacts = connectionRoute(readHandoverFactsContract, async ({ scope }) =>
  toFacts(await handoverFacts(scope)),
)
