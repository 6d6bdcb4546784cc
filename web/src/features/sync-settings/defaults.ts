// What counts where the document says nothing, of what has no section of its own.

export const LOSS_REASON_FIELD = 'Tandem_Loss_Reason__c'
export const CAMPAIGN_PROPERTY = 'hs_analytics_last_touch_converting_campaign'
/** Of a campaign's member. */
export const MEMBER_STATUS = 'Sent'
export const BUDGET = { hubspotDailyShare: 0.8, salesforceDailyShare: 0.5 } as const

/** A text as it is written: what says nothing else than counts anyway is left out. */
export const writtenText = (text: string, usual: string): string | undefined => {
  const said = text.trim()
  return said === '' || said === usual ? undefined : said
}
