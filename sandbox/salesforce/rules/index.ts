import { eventRules, taskRules } from './activity.ts'
import { campaignMemberRules, campaignRules } from './campaign.ts'
import { contactRoleRules, opportunityRules } from './opportunity.ts'
import { contactRules, groupRules, leadRules, userRules } from './people.ts'
import {
  fieldPermissionsRules,
  objectPermissionsRules,
  permissionSetAssignmentRules,
  permissionSetRules,
} from './permissions.ts'
import { customObjectRules } from './custom-object.ts'
import type { ObjectRules } from './rules.ts'

const RULES: Readonly<Record<string, ObjectRules>> = {
  Lead: leadRules,
  Contact: contactRules,
  User: userRules,
  Group: groupRules,
  Opportunity: opportunityRules,
  OpportunityContactRole: contactRoleRules,
  Task: taskRules,
  Event: eventRules,
  Campaign: campaignRules,
  CampaignMember: campaignMemberRules,
  PermissionSet: permissionSetRules,
  PermissionSetAssignment: permissionSetAssignmentRules,
  FieldPermissions: fieldPermissionsRules,
  ObjectPermissions: objectPermissionsRules,
}

const NONE: ObjectRules = {}

export function rulesOf(object: string): ObjectRules {
  return RULES[object] ?? (object.endsWith('__c') ? customObjectRules : NONE)
}
