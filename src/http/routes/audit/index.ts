import type { ApiRoute } from '../../route.ts'
import { readAuditChoices } from './choices.ts'
import { downloadAudit } from './download.ts'
import { listAudit } from './list.ts'

export const AUDIT_ROUTES: readonly ApiRoute[] = [listAudit, readAuditChoices, downloadAudit]
