const TITLES: Readonly<Record<string, string>> = {
  'poll-connections': 'Asks both CRMs what has changed',
  'capture-hubspot-changes': 'Takes in what changed in HubSpot',
  'capture-salesforce-changes': 'Takes in what changed in Salesforce',
  'work-inbox': 'Brings both sides into step',
  'compute-credits': 'Gives campaigns credit for deals',
  'keep-attribution-sums': 'Adds up attribution for the reports',
  'sweep-credits': 'Looks for deals without credit',
  'check-clocks': 'Watches deadlines',
  'sweep-clocks': 'Looks for deadlines that were missed',
  'sweep-leads': 'Looks for leads without an owner',
  'revise-clocks': 'Applies changed service levels',
  'perform-actions': 'Reminds, reassigns and escalates',
  'deliver-alerts': 'Sends alerts',
  'sweep-alerts': 'Looks for alerts that wait',
  'return-people': 'Brings people back to sales by their date',
  'refresh-costs': 'Reads what campaigns cost',
  'read-touch-histories': 'Reads what people did before',
  'sync-lists': 'Follows HubSpot lists',
  'sync-campaigns': 'Keeps campaigns in step',
  'write-campaign-figures': 'Writes campaign figures to HubSpot',
  backfill: 'Goes on with a backfill',
  'foresee-backfill': 'Finds out what a backfill would do',
  'rehearse-draft': 'Finds out what a changed configuration would do',
  'forget-preview': 'Deletes what a preview found',
  'check-drift': 'Sees whether the nightly drift check is due',
  'compare-sides': 'Compares both sides when asked',
  'sweep-write-intents': 'Clears up after finished writes',
  'retry-parked': 'Tries parked records again',
  'relay-outbox': 'Hands on what is to follow',
}

/** What a job does, in a few words. */
export const titleOfJob = (name: string): string => {
  const words = name.replaceAll('-', ' ')
  return TITLES[name] ?? `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`
}
