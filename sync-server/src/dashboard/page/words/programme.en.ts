export const programmeEn = {};
