/** Values that several standard picklists of a new org share, in the form that the field tables read. */
export const SALUTATIONS = '=Mr.;Ms.;Mrs.;Dr.;Prof.;Mx.'
export const LEAD_SOURCES = '=Web;Phone Inquiry;Partner Referral;Purchased List;Other'
export const ADDRESS_ACCURACY =
  '=Address;NearAddress;Block;Street;ExtendedZip;Zip;Neighborhood;City;County;State;Unknown'
export const INDUSTRIES = `=${[
  'Agriculture',
  'Apparel',
  'Banking',
  'Biotechnology',
  'Chemicals',
  'Communications',
  'Construction',
  'Consulting',
  'Education',
  'Electronics',
  'Energy',
  'Engineering',
  'Entertainment',
  'Environmental',
  'Finance',
  'Food & Beverage',
  'Government',
  'Healthcare',
  'Hospitality',
  'Insurance',
  'Machinery',
  'Manufacturing',
  'Media',
  'Not For Profit',
  'Recreation',
  'Retail',
  'Shipping',
  'Technology',
  'Telecommunications',
  'Transportation',
  'Utilities',
  'Other',
].join(';')}`
