export const here = 'in a folder whose name looks like a module';
