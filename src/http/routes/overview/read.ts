import { readOverviewContract } from '../../contract/overview.ts'
import { connectionRoute } from '../../route.ts'

export const readOverview = connectionRoute(readOverviewContract, ({ deps, scope }) => deps.overview(scope))
