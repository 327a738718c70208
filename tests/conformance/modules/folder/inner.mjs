export const where = 'inner';
