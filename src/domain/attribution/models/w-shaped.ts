import { positional } from './journey.ts'

/** 30 % each to first touch, lead creation and opportunity creation, 10 % over the others. */
export const wShaped = positional({ FT: 30n, LC: 30n, OC: 30n }, 10n)
