using FollowUps;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddFollowUp();
var app = builder.Build();
app.MapFollowUp();
app.Run();
