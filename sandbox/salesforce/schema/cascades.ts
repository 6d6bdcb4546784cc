/**
 * What goes to the recycle bin with a deleted parent, by child object and lookup; it comes back with it too.
 * https://help.salesforce.com/s/articleView?id=sf.home_delete.htm
 */
export const CASCADES: Readonly<Record<string, readonly (readonly [child: string, lookup: string])[]>> = {
  Account: [
    ['Contact', 'AccountId'],
    ['Opportunity', 'AccountId'],
    ['Task', 'WhatId'],
    ['Event', 'WhatId'],
  ],
  Contact: [
    ['OpportunityContactRole', 'ContactId'],
    ['CampaignMember', 'ContactId'],
    ['Task', 'WhoId'],
    ['Event', 'WhoId'],
  ],
  Lead: [
    ['CampaignMember', 'LeadId'],
    ['Task', 'WhoId'],
    ['Event', 'WhoId'],
  ],
  Opportunity: [
    ['OpportunityContactRole', 'OpportunityId'],
    ['OpportunityHistory', 'OpportunityId'],
    ['OpportunityFieldHistory', 'OpportunityId'],
    ['Task', 'WhatId'],
    ['Event', 'WhatId'],
  ],
  Campaign: [
    ['CampaignMember', 'CampaignId'],
    ['CampaignMemberStatus', 'CampaignId'],
  ],
  Group: [
    ['GroupMember', 'GroupId'],
    ['QueueSobject', 'QueueId'],
  ],
}

export function goesWith(parent: string, child: string, lookup: string): boolean {
  return CASCADES[parent]?.some(([object, field]) => object === child && field === lookup) === true
}
