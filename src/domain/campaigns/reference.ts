/** Key prefix of Campaign: https://help.salesforce.com/s/articleView?id=000385203 */
const CAMPAIGN_ID = /^701(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/

/** Is this the id of a Salesforce campaign rather than a name? A name that looks like an id has to be given by its id. */
export const isCampaignId = (reference: string): boolean => CAMPAIGN_ID.test(reference)
