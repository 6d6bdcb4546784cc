import type { SandboxControl } from '../../core/types.ts'
import type { Org } from '../org.ts'
import { assignmentRulesControl } from './assignment-rules.ts'
import { duplicateRulesControl } from './duplicate-rules.ts'
import { limitsControl } from './limits.ts'
import { locksControl } from './locks.ts'
import { objectsControl } from './objects.ts'
import { settingsControl } from './settings.ts'
import { usersControl } from './users.ts'
import { validationRulesControl } from './validation-rules.ts'

/** What an administrator decides in Setup, and what befalls an org: `GET|POST /__sandbox/<name>`. */
export function setupControls(org: Org): Readonly<Record<string, SandboxControl>> {
  return {
    limits: limitsControl(org),
    users: usersControl(org),
    'duplicate-rules': duplicateRulesControl(org),
    'validation-rules': validationRulesControl(org),
    'assignment-rules': assignmentRulesControl(org),
    locks: locksControl(org),
    objects: objectsControl(org),
    settings: settingsControl(org),
  }
}
