    throw new Error('Electron failed to install correctly, please delete node_modules/electron and try installing again');
