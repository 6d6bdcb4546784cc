import { readPools as poolsOf } from '#app/handoff/read-pools.ts'
import { formatInstant } from '#domain/time.ts'
import { readPoolsContract } from '../../contract/handover.ts'
import { toPools } from '../../present/handover.ts'
import { connectionRoute } from '../../route.ts'

export const readPools = connectionRoute(readPoolsContract, async ({ scope }) => ({
  at: formatInstant(scope.clock.now()),
  pools: toPools(await poolsOf(scope), scope.config),
}))
