import { readOverviewContract } from '#http/contract/overview.ts'
import { useRead } from '../../api/use-api.ts'

/** Figures of the process itself change without anybody being told. */
const EVERY_MS = 5_000

export const useOverview = () => useRead(readOverviewContract, {}, { everyMs: EVERY_MS })
