import { afterEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const HELP = 'https://help.salesforce.com/s/articleView?id=sf.admin_currency.htm'
const OBJECTS = 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/'

let org: Started
afterEach(() => org.stop())

const several = () => startSandbox({ currencies: { corporate: 'USD', rates: { EUR: 0.9, JPY: 150 } } })
const DEAL = { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-31', Amount: 100 }

rule(
  'an org with one currency knows no CurrencyIsoCode',
  {
    evidence: 'documented',
    at: HELP,
    says: 'CurrencyIsoCode is there only with multiple currencies: naming it answers INVALID_FIELD',
  },
  async () => {
    org = await startSandbox()
    await expect(org.conn.query('SELECT CurrencyIsoCode FROM Opportunity')).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD',
    })
    await expect(org.conn.sobject('Opportunity').create({ ...DEAL, CurrencyIsoCode: 'EUR' })).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD',
      message: "No such column 'CurrencyIsoCode' on sobject of type Opportunity",
    })
    await expect(org.conn.query('SELECT Id FROM CurrencyType')).rejects.toMatchObject({ errorCode: 'INVALID_TYPE' })
    const { fields } = await org.conn.sobject('Lead').describe()
    expect(fields.map((field) => field.name)).not.toContain('CurrencyIsoCode')
  },
)

rule(
  'with several, every record has a currency, the corporate one when nothing is said',
  {
    evidence: 'documented',
    at: HELP,
    says: 'records have a currency of the active ones; the field is a restricted picklist',
  },
  async () => {
    org = await several()
    await org.conn.sobject('Opportunity').create([DEAL, { ...DEAL, CurrencyIsoCode: 'EUR' }])
    const { records } = await org.conn.query('SELECT CurrencyIsoCode, Amount FROM Opportunity ORDER BY Id')
    expect(records).toMatchObject([
      { CurrencyIsoCode: 'USD', Amount: 100 },
      { CurrencyIsoCode: 'EUR', Amount: 100 },
    ])
    await expect(org.conn.sobject('Opportunity').create({ ...DEAL, CurrencyIsoCode: 'CHF' })).rejects.toMatchObject({
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    })
    const { fields } = await org.conn.sobject('Contact').describe()
    const codes = fields.find((field) => field.name === 'CurrencyIsoCode')
    expect(codes?.picklistValues?.map((entry) => entry.value)).toEqual(['USD', 'EUR', 'JPY'])
  },
)

rule(
  'CurrencyType has the rates, DatedConversionRate those from a day on',
  {
    evidence: 'documented',
    at: `${OBJECTS}sforce_api_objects_currencytype.htm`,
    says: 'IsoCode, ConversionRate, DecimalPlaces, IsActive, IsCorporate',
  },
  async () => {
    org = await several()
    const soql =
      'SELECT IsoCode, ConversionRate, DecimalPlaces, IsActive, IsCorporate FROM CurrencyType ORDER BY IsoCode'
    expect((await org.conn.query(soql)).records).toMatchObject([
      { IsoCode: 'EUR', ConversionRate: 0.9, DecimalPlaces: 2, IsActive: true, IsCorporate: false },
      { IsoCode: 'JPY', ConversionRate: 150, DecimalPlaces: 0 },
      { IsoCode: 'USD', ConversionRate: 1, IsCorporate: true },
    ])
    const rate = { IsoCode: 'EUR', StartDate: '2026-10-01', ConversionRate: 0.95 }
    await org.admin.sobject('DatedConversionRate').create(rate)
    const rates = await org.conn.query('SELECT IsoCode, StartDate, ConversionRate FROM DatedConversionRate')
    expect(rates.records).toMatchObject([rate])
  },
)

rule(
  'getUserInfo says that there are several',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getuserinfo_getuserinforesult.htm',
    says: 'organizationMultiCurrency is true, userDefaultCurrencyIsoCode is set',
  },
  async () => {
    org = await several()
    expect(await org.conn.soap.getUserInfo()).toMatchObject({
      organizationMultiCurrency: true,
      orgDefaultCurrencyIsoCode: 'USD',
      userDefaultCurrencyIsoCode: 'USD',
    })
  },
)

rule(
  'what a lead becomes has the lead’s currency',
  {
    evidence: 'assumed',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm',
    says: 'standard lead fields are mapped to standard fields',
  },
  async () => {
    org = await several()
    const lead = await org.conn.sobject('Lead').create({ LastName: 'A', Company: 'C', CurrencyIsoCode: 'EUR' })
    const { user_id: ownerId } = await org.conn.identity()
    await org.conn.soap.convertLead({ leadId: String(lead.id), convertedStatus: 'Closed - Converted', ownerId })
    const { records } = await org.conn.query('SELECT CurrencyIsoCode FROM Opportunity')
    expect(records).toMatchObject([{ CurrencyIsoCode: 'EUR' }])
  },
)
