import type { ApiRoute } from '../../route.ts'
import { applyProvision } from './apply.ts'
import { readProvision, readProvisionRun } from './read.ts'

/** What Tandem needs in both accounts. */
export const PROVISION_ROUTES: readonly ApiRoute[] = [readProvision, readProvisionRun, applyProvision]
