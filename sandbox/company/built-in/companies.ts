import type { CompanyRow } from '../types.ts'
import type { Choices, Dice } from './dice.ts'
import { foldToAscii, listed } from './names.ts'

const INDUSTRIES: Choices<Industry> = [
  { industry: 'LOGISTICS_AND_SUPPLY_CHAIN', words: ['Freight', 'Haulage', 'Logistics'] },
  { industry: 'COMPUTER_SOFTWARE', words: ['Systems', 'Software', 'Labs'] },
  { industry: 'HOSPITAL_HEALTH_CARE', words: ['Clinics', 'Care', 'Diagnostics'] },
  { industry: 'MACHINERY', words: ['Tooling', 'Works', 'Machines'] },
  { industry: 'FINANCIAL_SERVICES', words: ['Capital', 'Advisory', 'Ledger'] },
  { industry: 'FOOD_PRODUCTION', words: ['Foods', 'Mills', 'Orchards'] },
]

interface Industry {
  readonly industry: string
  readonly words: Choices
}

/** Invented words; no company of these names is meant. */
const STEMS = listed(`
  Aldervane; Brixholt; Calderwyn; Dunmarrow; Eastquill; Fernlocke; Gildenmoor; Harrowick; Ilverstone;
  Jorvane; Kestermark; Lumbrook; Mirefall; Norvessa; Oxbarrow; Pellington; Quorrel; Rookhaven; Silvanter;
  Thornmere; Umberline; Vantrell; Wexley Row; Yarrowfen; Zephrane; Ashcombe & Vale; Bellmarrow; Copperlane;
  Driftmoor; Élanvert; Foxquarry; Greymantle; Hollowbeck; Inkwater; Juniper Hollow; Kobaltia; Larkspire;
  Mossgate; Nettlebridge; Ørnvik; Palethorn; Quillwater; Ravensholm; Saltmarsh; Tindercroft; Upperfold;
  Velmora; Windlesham; Xandrel; Yewbarrow; Zinnmark; Amberlough; Birchwold; Cinderpath; Dovetarn; Emberlyn;
  Farrowgate; Glasswynd; Hartmoor; Ivoryfen
`)

/** Sixty companies, some without industry, size or founding year, as in a real portal. */
export function builtInCompanies(dice: Dice): CompanyRow[] {
  return STEMS.map((stem) => {
    const { industry, words } = dice.pick(INDUSTRIES)
    const name = `${stem} ${dice.pick(words)}`
    const employees = dice.whole(12, 90) * dice.pick([1, 1, 4, 20, 60])
    const revenue = (employees * dice.between(0.09, 0.31)).toFixed(2)
    const foundedYear = String(dice.whole(1961, 2021))
    return {
      name,
      domain: `${foldToAscii(name).replaceAll(/[^a-z0-9]+/g, '-')}.example`,
      industry: dice.chance(0.1) ? null : industry,
      annualRevenue: dice.chance(0.15) ? null : revenue,
      numberOfEmployees: dice.chance(0.1) ? null : String(employees),
      country: dice.pick([
        'United States',
        'United States',
        'USA',
        'US',
        'Canada',
        'United Kingdom',
        'Germany',
        'France',
      ]),
      foundedYear: dice.chance(0.2) ? null : foundedYear,
    }
  })
}
