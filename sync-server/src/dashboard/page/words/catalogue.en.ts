export const catalogueEn = {};
