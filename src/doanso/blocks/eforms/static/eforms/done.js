// On the page that says "received": what was typed need no longer lie on this device.

for (const key of Object.keys(localStorage)) if (key.startsWith("eform:")) localStorage.removeItem(key);
