// boxes: 
// declares: 
// types: 
(async function ($run) { "use strict"; {a: 1}

})
