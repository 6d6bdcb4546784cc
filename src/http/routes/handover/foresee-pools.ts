import { readPools } from '#app/handoff/read-pools.ts'
import { formatInstant } from '#domain/time.ts'
import { foreseePoolsContract } from '../../contract/handover.ts'
import { toPools } from '../../present/handover.ts'
import { connectionRoute } from '../../route.ts'
import { draftScope } from './draft-scope.ts'

export const foreseePools = connectionRoute(foreseePoolsContract, async ({ scope, deps, body }) => {
  const draft = draftScope(deps, scope, body.document)
  const at = body.at === undefined ? scope.clock.now() : Date.parse(body.at)
  const then = { ...draft, clock: { ...draft.clock, now: () => at } }
  return { at: formatInstant(at), pools: toPools(await readPools(then), draft.config) }
})
